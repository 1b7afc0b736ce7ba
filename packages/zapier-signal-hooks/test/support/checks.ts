import { dateProblems, fieldProblems } from './results.ts';
import {
  type FieldLike,
  fixedOutputs,
  type ItemLike,
  type Kind,
  type Subject,
} from './subjects.ts';

/**
 * One of the checks that Zapier runs on its own servers before an app may be published, or a
 * rule of its guidelines for which there is no check.
 * https://docs.zapier.com/integrations/publish/integration-checks-reference
 * https://docs.zapier.com/integrations/publish/integration-build-guidelines
 */
export interface Check {
  /** Zapier's id; a word for what is in the guidelines only. */
  readonly id: string;
  readonly rule: string;
  readonly kinds: readonly Kind[];
  /** What is wrong; empty if nothing is. */
  readonly problems: (subject: Subject) => readonly string[];
}

const EVERY: readonly Kind[] = ['hook', 'search', 'create'];
const APP_NAME = /signal hooks|zapier/i;
const CREDENTIAL = /api.?key|token|secret|passw|credential|auth/i;
/** Words that stay small within a title. */
const SMALL = /^(?:a|an|and|as|at|but|by|for|if|in|of|on|or|per|the|to|via|vs)$/;
/** Letters of English, and the marks of good typesetting. */
const ENGLISH = /^[\x20-\x7e’“”–—…→]*$/;

const inputsOf = ({ operation }: ItemLike): readonly FieldLike[] => operation.inputFields ?? [];
const outputsOf = ({ operation }: ItemLike): readonly FieldLike[] => fixedOutputs(operation);

/** Says what is wrong if it is. */
const unless = (fine: boolean, problem: string): string[] => (fine ? [] : [problem]);

const isTitle = (text: string): boolean =>
  text
    .split(' ')
    .every((word, at, { length }) =>
      at > 0 && at < length - 1 && SMALL.test(word) ? true : /^[A-Z0-9(]/.test(word),
    );

const repeated = (keys: readonly string[]): string[] =>
  keys.filter((key, at) => keys.indexOf(key) !== at);

/** Whether a field is chosen from a list that the app fetches. */
const hasList = ({ choices }: FieldLike): boolean =>
  typeof (choices as { readonly perform?: unknown } | undefined)?.perform === 'function';

/** The labels that people choose from, where the definition names them. */
function choiceLabels(field: FieldLike): string[] {
  const { choices = {} } = field;
  if (hasList(field)) return [];
  if (Array.isArray(choices)) {
    return choices.map((choice) => (typeof choice === 'string' ? choice : String(choice.label)));
  }
  return Object.values(choices as Record<string, unknown>).map(String);
}

/** Every text that a user reads. */
export const userTexts = (item: ItemLike): string[] => [
  item.noun,
  item.display.label,
  item.display.description,
  ...[...inputsOf(item), ...outputsOf(item)].flatMap((field) => [
    field.label ?? '',
    field.helpText ?? '',
    field.placeholder ?? '',
    ...choiceLabels(field),
  ]),
];

/** Every text of a definition. */
function allTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(allTexts) : [];
}

/** Links that are neither `[text](https://…)` nor in backticks. */
export function linkProblems(text: string): string[] {
  const rest = text.replace(/`[^`]*`/g, '').replace(/\[[^\][]+\]\(https:\/\/[^\s()]+\)/g, '');
  return unless(!/https?:\/\/|\]\(|\[[^\]]*\(/.test(rest), `bad link in "${text}"`);
}

/** Found by typing it in: a list of all events would help nobody. */
const TYPED_IDS: readonly string[] = ['find_event.event_id'];

/** The checks that Zapier publishes. */
const PUBLISHED: readonly Check[] = [
  {
    id: 'D001',
    rule: 'credentials are asked for by the connection only (requirement 5.5)',
    kinds: EVERY,
    problems: ({ item }) =>
      inputsOf(item).flatMap(({ key, label = '', type }) =>
        unless(
          !CREDENTIAL.test(key) && !CREDENTIAL.test(label) && type !== 'password',
          `${key} asks for a credential`,
        ),
      ),
  },
  {
    id: 'D004',
    rule: 'an id is chosen from a list',
    kinds: EVERY,
    problems: ({ item }) =>
      inputsOf(item).flatMap((field) =>
        unless(
          !/(?:^|_)id$/.test(field.key) ||
            hasList(field) ||
            TYPED_IDS.includes(`${item.key}.${field.key}`),
          `${field.key} has no list to choose from`,
        ),
      ),
  },
  {
    id: 'D006',
    rule: 'a hook has performList for samples',
    kinds: ['hook'],
    problems: ({ item }) =>
      unless(typeof item.operation.performList === 'function', 'no performList'),
  },
  {
    id: 'D007',
    rule: 'all URLs are HTTPS',
    kinds: EVERY,
    problems: ({ item }) =>
      allTexts(item).flatMap((text) => unless(!/\bhttp:\/\//i.test(text), `"${text}"`)),
  },
  {
    id: 'D008',
    rule: 'links are Markdown or in backticks',
    kinds: EVERY,
    problems: ({ item }) =>
      [item.display.description, ...inputsOf(item).map(({ helpText = '' }) => helpText)].flatMap(
        linkProblems,
      ),
  },
  {
    id: 'D009',
    rule: 'a search has something to search by',
    kinds: ['search'],
    problems: ({ item }) => unless(inputsOf(item).length > 0, 'no input fields'),
  },
  {
    id: 'D010',
    rule: 'the sample has an id',
    kinds: EVERY,
    problems: ({ item }) => unless(typeof item.operation.sample?.id === 'string', 'no id'),
  },
  {
    id: 'D011',
    rule: 'help says more than the label',
    kinds: EVERY,
    problems: ({ item }) =>
      inputsOf(item).flatMap(({ key, label = '', helpText }) =>
        unless(
          helpText?.replace(/\.$/, '').toLowerCase() !== label.toLowerCase(),
          `${key} says its label once more`,
        ),
      ),
  },
  {
    id: 'D012',
    rule: 'there is a sample',
    kinds: EVERY,
    problems: ({ item }) =>
      unless(Object.keys(item.operation.sample ?? {}).length > 0, 'no sample'),
  },
  {
    id: 'D013',
    rule: 'a search that a field is filled by exists, and D014: it has a list too',
    kinds: EVERY,
    problems: ({ item, app }) =>
      inputsOf(item).flatMap((field) =>
        unless(
          field.search === undefined ||
            (app.searches[field.search.split('.')[0] ?? ''] !== undefined && hasList(field)),
          `${field.key} is filled by a search that cannot be used`,
        ),
      ),
  },
  {
    id: 'D016',
    rule: 'a hook subscribes by itself, and D017: it unsubscribes too',
    kinds: ['hook'],
    problems: ({ item: { operation } }) => [
      ...unless(operation.type === 'hook', 'it is no hook'),
      ...unless(typeof operation.performSubscribe === 'function', 'no performSubscribe'),
      ...unless(typeof operation.performUnsubscribe === 'function', 'no performUnsubscribe'),
    ],
  },
  {
    id: 'D018',
    rule: 'the label is in Title Case',
    kinds: EVERY,
    problems: ({ item: { display } }) => unless(isTitle(display.label), `"${display.label}"`),
  },
  {
    id: 'D021',
    rule: 'a trigger is described by "Triggers when … ."',
    kinds: ['hook'],
    problems: ({ item: { noun, display } }) => [
      ...unless(/^Triggers when \w.*[^.]\.$/.test(display.description), display.description),
      ...unless(
        !new RegExp(`\\b${noun}\\b`).test(display.description),
        `the noun is capitalised in "${display.description}"`,
      ),
    ],
  },
  {
    id: 'D022',
    rule: 'an action has fields that are the same for everybody',
    kinds: ['create'],
    problems: ({ item }) => unless(inputsOf(item).length > 0, 'no input fields'),
  },
  {
    id: 'D023',
    rule: 'times in the sample are ISO 8601 with a zone',
    kinds: EVERY,
    problems: ({ item }) => dateProblems(item.operation.sample ?? {}),
  },
  {
    id: 'D024',
    rule: 'sample and output fields have the same keys and types',
    kinds: EVERY,
    problems: ({ item }) => fieldProblems(item.operation.sample ?? {}, outputsOf(item)),
  },
  {
    id: 'D025',
    rule: 'no URL can run code',
    kinds: EVERY,
    problems: ({ item }) =>
      allTexts(item).flatMap((text) => unless(!/(?:javascript|data|vbscript):/i.test(text), text)),
  },
];

/** Rules of the guidelines, and of our own. */
const GUIDELINES: readonly Check[] = [
  {
    id: 'verb',
    rule: 'searches and actions are described by what they do: "Finds … ."',
    kinds: ['search', 'create'],
    problems: ({ item: { display } }) =>
      unless(/^[A-Z][a-z]+s [^.]*\.$/.test(display.description), `"${display.description}"`),
  },
  {
    id: 'new',
    rule: 'a trigger is called "New …"',
    kinds: ['hook'],
    problems: ({ item: { display } }) => unless(/^New [A-Z]/.test(display.label), display.label),
  },
  {
    id: 'app name',
    rule: 'label, noun and description do not name the app',
    kinds: EVERY,
    problems: ({ item: { noun, display } }) =>
      [noun, display.label, display.description].filter((text) => APP_NAME.test(text)),
  },
  {
    id: 'noun',
    rule: 'the noun is one capitalised word in the singular',
    kinds: EVERY,
    problems: ({ item: { noun } }) =>
      unless(/^[A-Z][a-z]+$/.test(noun) && !/[^is]s$/.test(noun), noun),
  },
  {
    id: 'key',
    rule: 'keys are snake_case, and each is there once',
    kinds: EVERY,
    problems: ({ item }) => {
      const lists = [inputsOf(item), outputsOf(item)].map((fields) => fields.map(({ key }) => key));
      return [
        ...lists.flatMap(repeated).map((key) => `${key} is there twice`),
        ...[item.key, ...lists.flat()].flatMap((key) =>
          unless(/^[a-z][a-z0-9]*(?:_[a-z0-9]+|\[\][a-z0-9]+)*$/.test(key), key),
        ),
      ];
    },
  },
  {
    id: 'field label',
    rule: 'every field has a label in Title Case, and each label is there once',
    kinds: EVERY,
    problems: ({ item }) =>
      [inputsOf(item), outputsOf(item)].flatMap((fields) => [
        ...fields.flatMap(({ key, label = '' }) => unless(isTitle(label), `${key}: "${label}"`)),
        ...repeated(fields.map(({ label = '' }) => label)).map((label) => `"${label}" twice`),
      ]),
  },
  {
    id: 'no id to type',
    rule: 'no form of a trigger or action has a field labelled "… ID"',
    kinds: ['hook', 'create'],
    problems: ({ item }) =>
      inputsOf(item).flatMap(({ label = '' }) => unless(!/\bID$/i.test(label), label)),
  },
  {
    id: 'help',
    rule: 'help is whole sentences',
    kinds: EVERY,
    problems: ({ item }) =>
      inputsOf(item).flatMap(({ key, helpText }) =>
        unless(
          helpText === undefined || /^[A-Z].*[^.]\.$/s.test(helpText),
          `${key}: "${helpText}"`,
        ),
      ),
  },
  {
    id: 'choices',
    rule: 'what can be chosen has a label, and each label is there once',
    kinds: EVERY,
    problems: ({ item }) =>
      inputsOf(item)
        .filter((field) => field.choices !== undefined && !hasList(field))
        .flatMap((field) => {
          const labels = choiceLabels(field);
          return [
            ...unless(labels.length > 1, `${field.key} leaves no choice`),
            ...labels.flatMap((label) => unless(/^[A-Z]/.test(label), `${field.key}: "${label}"`)),
            ...repeated(labels).map((label) => `${field.key}: "${label}" twice`),
          ];
        }),
  },
  {
    id: 'English',
    rule: 'what people read is English (requirement 5.7)',
    kinds: EVERY,
    problems: ({ item }) => userTexts(item).filter((text) => !ENGLISH.test(text)),
  },
  {
    id: 'short',
    rule: 'label and description are short',
    kinds: EVERY,
    problems: ({ item: { display } }) => [
      ...unless(display.label.length <= 64, 'the label is too long'),
      ...unless(display.description.length <= 140, 'the description is too long'),
    ],
  },
];

/** One row each: a failure names the check and the trigger, search or action. */
export const CHECKS: readonly Check[] = [...PUBLISHED, ...GUIDELINES];
