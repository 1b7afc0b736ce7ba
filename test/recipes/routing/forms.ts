import { readFileSync } from 'node:fs';

/** A condition as the gateway takes it. */
export interface Condition {
  readonly field: string;
  readonly op: string;
  readonly value: unknown;
}

/** A choice in a form. */
interface Choice {
  readonly label: string;
  readonly value: string;
}

function chosenOf(label: string, choices: readonly Choice[]): string {
  const found = choices.find((choice) => choice.label === label);
  if (found === undefined) throw new Error(`there is no ${label} to choose`);
  return found.value;
}

/** What of a node's panel is looked at. */
export interface Property {
  readonly displayName: string;
  readonly name: string;
  readonly value?: string;
  readonly options?: readonly Property[];
  readonly values?: readonly Property[];
}

// Looked up at run time: these packages are no part of what the tests' types are checked with.
const N8N = '../../../packages/n8n-nodes-signal-hooks';
const ZAPIER = '../../../packages/zapier-signal-hooks/core/input.ts';

/** The panel of a node. @param name its folder, such as Siggnal */
export function panelOf(name: string): readonly Property[] {
  const module = jest.requireActual(`${N8N}/nodes/${name}/${name}Trigger.node.ts`);
  return new module[`${name}Trigger`]().description.properties;
}

/** A field of a panel, by what people see. @param path the labels that lead to it */
export function fieldOf(panel: readonly Property[], ...path: readonly string[]): Property {
  const [label, ...rest] = path;
  const found = panel.find(({ displayName }) => displayName === label);
  if (found === undefined) throw new Error(`there is no ${label}`);
  return rest.length === 0 ? found : fieldOf(found.options ?? found.values ?? [], ...rest);
}

/** The labels of a field's choices. */
export const choicesOf = ({ options = [] }: Property): string[] => options.map(({ name }) => name);

/** What n8n's Signal Hooks Trigger asks the gateway for. */
export async function n8nCondition(cell: string): Promise<Condition[]> {
  const [, field = '', op = '', value] = /^Conditions: (.+), \*(.+)\*, `(.+)`$/.exec(cell) ?? [];
  const form = fieldOf(panelOf('SignalHooks'), 'Conditions', 'Condition');
  const pick = (label: string, chosen: string): string => {
    const { options = [] } = fieldOf(form.values ?? [], label);
    return chosenOf(
      chosen,
      options.map(({ name, value: key = '' }) => ({ label: name, value: key })),
    );
  };
  return await asked({
    'conditions.condition': [{ field: pick('Field', field), op: pick('Operator', op), value }],
  });
}

/** What n8n's Signal Hooks Trigger asks the gateway for, with a lowest priority. */
export const n8nPriority = (value: string): Promise<Condition[]> =>
  asked({ 'filters.minimumPriority': value });

async function asked(parameters: Readonly<Record<string, unknown>>): Promise<Condition[]> {
  const { gatewayTrigger } = jest.requireActual(`${N8N}/core/index.ts`);
  const { settings } = await gatewayTrigger.registration.wanted({
    getNodeParameter: (name: string, otherwise: unknown) => parameters[name] ?? otherwise,
    getCredentials: async () => ({ gatewayUrl: 'https://hooks.example.com' }),
  });
  return JSON.parse(settings.filter);
}

/** What a trigger of Zapier asks the gateway for. @param provider null: New Signal */
export async function zapierConditions(
  cell: string,
  provider: object | null,
): Promise<Condition[]> {
  const { inputFields, wantedBy } = jest.requireActual(ZAPIER);
  const chosen = { provider, kind: null };
  const typed = cell.split('; ').map(async (part) => {
    const [label = '', text = ''] = part.split(': ');
    const entered = text.replaceAll('`', '');
    const field = (inputFields(chosen) as ZapierField[]).find((each) => each.label === label);
    if (field === undefined) throw new Error(`there is no ${label}`);
    const value = field.choices ? chosenOf(entered, await choicesIn(field.choices)) : entered;
    return [field.key, value] as const;
  });
  const inputData = Object.fromEntries(await Promise.all(typed));
  // No field of a source is among them: nothing is asked of the gateway.
  return (await wantedBy({ errors: { Error } }, { inputData }, {}, chosen)).conditions;
}

interface ZapierField {
  readonly key: string;
  readonly label: string;
  readonly choices?: Readonly<Record<string, string>> | readonly Choice[] | DynamicChoices;
}

/** Asked of the gateway where a source is chosen. */
interface DynamicChoices {
  readonly perform: (
    z: object,
    bundle: object,
  ) => Promise<{ readonly results: readonly { readonly id: string; readonly label: string }[] }>;
}

async function choicesIn(choices: NonNullable<ZapierField['choices']>): Promise<readonly Choice[]> {
  if (Array.isArray(choices)) return choices;
  const { perform } = choices as DynamicChoices;
  if (typeof perform === 'function') {
    const { results } = await perform({}, { inputData: {} });
    return results.map(({ id, label }) => ({ value: id, label }));
  }
  return Object.entries(choices).map(([value, label]) => ({ label, value }));
}

interface MakeField {
  readonly name: string;
  readonly label: string;
  readonly options?: readonly Choice[];
  readonly spec?: readonly MakeField[];
}

const MAKE = 'packages/make-signal-hooks/app/webhooks/signals/signals.params.iml.json';

/** What the webhook of Make's app asks the gateway for, as its attach directive puts it together. */
export function makeConditions(cell: string): Condition[] {
  const form = JSON.parse(readFileSync(MAKE, 'utf8')) as readonly MakeField[];
  const at = (fields: readonly MakeField[], label: string): MakeField => {
    const found = fields.find((field) => field.label === label);
    if (found === undefined) throw new Error(`there is no ${label}`);
    return found;
  };
  const [, label = '', rest = ''] = /^([^:]+): (.+)$/.exec(cell) ?? [];
  const { options = [], spec = [] } = at(form, label);
  const priority = /^`(\w+)`$/.exec(rest)?.[1];
  if (priority !== undefined) {
    return [{ field: 'priority', op: 'gte', value: chosenOf(priority, options) }];
  }
  const [, field = '', op = '', value] = /^(.+), \*(.+)\*, `(.+)`$/.exec(rest) ?? [];
  return [
    {
      field: chosenOf(field, at(spec, 'Field').options ?? []),
      op: chosenOf(op, at(spec, 'Condition').options ?? []),
      value,
    },
  ];
}
