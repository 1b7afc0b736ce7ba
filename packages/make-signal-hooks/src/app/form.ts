import { COMMON_FIELDS, capitalised, OPERATORS, PRIORITIES } from '@signal-hooks/catalogue';
import type { Json } from './json.ts';
import { type Parameter, sentenceCase } from './parameter.ts';

/** A choice in a dropdown. */
export const option = (label: string, value: string): Json => ({ label, value });

const PROVIDER: Parameter = {
  name: 'provider',
  type: 'select',
  label: 'Provider',
  help: 'Leave it empty for all of them. With one chosen, its own fields can be mapped too.',
  // The fields below it depend on what is chosen.
  mappable: false,
  options: {
    store: 'rpc://listProviders',
    nested: [
      {
        name: 'event_types',
        type: 'select',
        label: 'Event types',
        help: 'Leave it empty for all of them.',
        multiple: true,
        options: 'rpc://listEventTypes',
      },
    ],
  },
};

const SOURCE: Parameter = {
  name: 'source_id',
  type: 'select',
  label: 'Source',
  help: 'One account that is connected to the gateway. Leave it empty for all of them.',
  options: 'rpc://listSources',
};

const SUBSCRIPTION: Parameter = {
  name: 'subscription_id',
  type: 'select',
  label: 'Subscription',
  options: 'rpc://listSubscriptions',
};

const PRIORITY: Parameter = {
  name: 'priority_at_least',
  type: 'select',
  label: 'Priority at least',
  help: 'Only some providers tell a priority; events without one do not count.',
  options: PRIORITIES.map((value) => option(capitalised(value), value)),
};

/** What a condition can ask of a text; Make would send numbers and truth values as texts too. */
const OPS: Json = (['eq', 'ne', 'contains', 'starts_with'] as const).map((op) =>
  option(sentenceCase(OPERATORS[op].label), op),
);
/** These have a field of their own in the form. */
const ASKED_ABOVE: ReadonlySet<string> = new Set(['source_id', 'provider', 'event_type']);

const CONDITIONS: Parameter = {
  name: 'conditions',
  type: 'array',
  label: 'Conditions',
  help: 'The gateway leaves out events that do not meet them all, so they cost no credits.',
  labels: { add: 'Add condition' },
  validate: { maxItems: 10 },
  spec: [
    {
      name: 'field',
      type: 'select',
      label: 'Field',
      required: true,
      options: COMMON_FIELDS.filter(
        ({ key, type }) => OPERATORS.starts_with.fits.includes(type) && !ASKED_ABOVE.has(key),
      ).map(({ key, label }) => option(sentenceCase(label), key)),
    },
    { name: 'op', type: 'select', label: 'Condition', required: true, options: OPS },
    { name: 'value', type: 'text', label: 'Value', required: true },
  ],
};

const INCLUDE_RAW: Parameter = {
  name: 'include_raw',
  type: 'boolean',
  label: 'Include the payload',
  help: 'Adds the provider’s own JSON as “Raw payload”: for what has no field of its own. It makes bundles larger.',
  default: false,
  advanced: true,
};

/** The form of a webhook: which events start the scenario, and with what. */
export const webhookForm = (): Json => [PROVIDER, SOURCE, PRIORITY, CONDITIONS, INCLUDE_RAW];

/** The form of a replay. */
export const replayForm = (): Parameter[] => [
  {
    name: 'since',
    type: 'date',
    label: 'Received since',
    help: 'Events that came before are left alone.',
    required: true,
  },
  {
    name: 'states',
    type: 'select',
    label: 'Deliveries',
    help: 'Which of them to make once more. A subscriber may get events again that it has.',
    multiple: true,
    default: ['failed'],
    options: [
      option('Those that failed', 'failed'),
      option('Those that were delivered', 'delivered'),
      option('Those that were never made', 'never_sent'),
    ],
  },
  {
    ...SUBSCRIPTION,
    help: 'The subscriber that gets them. Leave it empty for all.',
  },
  PROVIDER,
  SOURCE,
];

/** The form of a test. */
export const testForm = (): Parameter[] => [
  {
    ...SUBSCRIPTION,
    help: 'The subscriber that gets a made-up event, once. Its scenario starts.',
    required: true,
  },
];

/** The form of the list of events. */
export const listForm = (): Parameter[] => [
  PROVIDER,
  SOURCE,
  {
    name: 'since',
    type: 'date',
    label: 'Received since',
    help: 'Leave it empty for all that the gateway still has.',
  },
  {
    name: 'text',
    type: 'text',
    label: 'Text',
    help: 'Only events that have this text in a field of the record or in the payload, such as a company’s domain. Upper and lower case are the same.',
  },
  PRIORITY,
  CONDITIONS,
  // Make's rule for searches: the last field, optional, 10 by default.
  {
    name: 'limit',
    type: 'uinteger',
    label: 'Limit',
    help: 'Number of events to return, the newest first. Leave it empty for all; Make stops at 3,200.',
    default: 10,
  },
];
