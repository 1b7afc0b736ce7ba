import { andList, capabilities, orList, type Provider, shortNameOf } from '@signal-hooks/catalogue';
import { type Condition, ifAny } from './nodes.ts';
import type { NodeSpec, Note } from './recipe.ts';

/** The events that name whom a CRM is about, where not all of a provider's do. */
export const NAMING: Readonly<Partial<Record<string, readonly string[]>>> = {
  // A matched play follows a promotion, of the same company.
  'signal-ark': ['signal.promoted', 'social.lead_promoted'],
  // All events about a visitor do; those of a chat that goes on would only repeat it.
  salesiq: [
    'conversation.completed',
    'conversation.missed',
    'visitor.updated',
    'contact.tag.action',
    'lead.tag.action',
  ],
};

/** Whose people a recipe for all providers brings into a CRM. */
export interface Prospects {
  /** What the gateway's trigger is set to. */
  readonly parameters: NodeSpec['parameters'];
  /** Such as "Siggnal or Signal Ark". */
  readonly names: string;
  /** Who is left out and why, as a sentence. */
  readonly leftOut: string;
  /** Beside the trigger. */
  readonly note: Note;
  /** What a user may change of it. Markdown. */
  readonly change: string;
}

/** The providers whose events name prospects, and those that are kept out. */
export function prospectsOf(providers: readonly Provider[]): Prospects {
  const naming = providers.filter((each) => capabilities(each).prospects);
  const out = providers.filter((each) => !naming.includes(each));
  const colleagues = out.filter(({ people }) => people === 'colleagues').map(shortNameOf);
  const nameless = out.filter(({ people }) => people !== 'colleagues').map(shortNameOf);
  const why = [
    ...colleagues.map((name) => `the users of ${name} are your own colleagues`),
    ...nameless.map((name) => `${name} names nobody`),
  ];
  const names = andList(out.map(shortNameOf));
  const types = naming.flatMap(({ id, events }) => NAMING[id] ?? Object.keys(events));
  return {
    parameters: {
      eventTypes: types.join(', '),
      conditions: {
        condition: [{ field: 'provider', op: 'in', value: naming.map(({ id }) => id).join(', ') }],
      },
    },
    names: orList(naming.map(shortNameOf)),
    leftOut: `${names} are left out: ${why.join(', and ')}.`,
    note: {
      columns: [0, 0],
      rows: [0, 0],
      text: `### Whose people\n*Conditions*: without ${andList(colleagues)}, whose users are your colleagues.`,
    },
    change: `**Signal Hooks Trigger** → Conditions: *Provider* “Is One Of” keeps ${names} out; leave it as it is. → Event Types: those that name somebody; take out what you do not want.`,
  };
}

/**
 * Whatever mail takes: nodes put the address into a path, so it is encoded there. Two dots in a
 * row are in no address, but lead out of a path wherever it is decoded too early.
 */
const ADDRESS_FORM =
  '^(?!.*\\.\\.)[^\\s@<>()\\[\\]",;:\\\\]+@[^\\s@<>()\\[\\]",;:\\\\/?#%&=]+\\.[^\\s@<>()\\[\\]",;:\\\\/?#%&=]+$';

/** Lets contacts with an e-mail address pass. They are in `contact`, one in each item. */
export const ifHasAddress = (name: string): NodeSpec =>
  ifAny(name, [
    {
      value: "$json.contact.email ?? ''",
      operator: { type: 'string', operation: 'regex' },
      than: ADDRESS_FORM,
    },
  ]);

/** That an expression gives a text. */
export const isFilled = (value: string): Condition => ({
  value,
  operator: { type: 'string', operation: 'notEmpty', singleValue: true },
});
