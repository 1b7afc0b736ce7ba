import type { DropdownState } from '@activepieces/pieces-framework';
import { textOf } from '@signal-hooks/catalogue';
import { type Connection, Gateway } from './gateway.ts';

/** One entry of a dropdown. */
export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** What a form has so far. Activepieces puts the connection beside the fields. */
export type FormValues = Readonly<Record<string, unknown>>;

/** Most entries that a dropdown shows at a time; typing finds the others. */
const MAX_SHOWN = 500;

/**
 * The list of a dropdown. What goes wrong is said in the dropdown itself.
 * @param list all entries, or as many as there was time for
 */
export const choices =
  (list: (gateway: Gateway, form: FormValues) => Promise<readonly Choice[]>) =>
  async (
    form: FormValues & { readonly auth?: { readonly props: Connection } },
    { searchValue }: { readonly searchValue?: string },
  ): Promise<DropdownState<string>> => {
    if (!form.auth) return nothing('Choose a connection first.');
    try {
      const all = await list(new Gateway(form.auth.props), form);
      const options = all.filter((choice) => fits(choice, searchValue)).slice(0, MAX_SHOWN);
      return { disabled: false, options };
    } catch (error) {
      return nothing((error as Error).message);
    }
  };

const nothing = (placeholder: string): DropdownState<string> => ({
  disabled: true,
  placeholder,
  options: [],
});

const fits = ({ label, value }: Choice, searched: unknown): boolean => {
  const text = textOf(searched).toLowerCase();
  return [label, value].some((each) => each.toLowerCase().includes(text));
};
