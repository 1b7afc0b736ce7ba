import { type App, componentOf, componentsOf, type Loose } from '../app.ts';
import {
  type Directives,
  directivesOf,
  syntaxOf,
  textsIn,
  type Use,
  usesIn,
  within,
} from '../expressions.ts';
import { KEYWORDS } from '../iml/functions.ts';
import { type Expression, partsOf } from '../iml/parse.ts';
import { operationOf, PROBLEM, RECORD, type Schema, stepInto } from '../openapi.ts';
import { parametersOf } from './forms.ts';
import { type Rule, unless } from './rule.ts';

/** Make's built-in functions. https://developers.make.com/custom-apps-documentation/block-elements/iml */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `get if ifempty switch omit pick ascii base64 capitalize contains decodeURL encodeURL escapeHTML
   escapeMarkdown indexOf length lower md5 mime replace replaceEmojiCharacters sha1 sha256 sha512
   split startcase stripHTML substring toBinary toString trim upper add deduplicate distinct first
   flatten join keys last map merge remove reverse shuffle slice sort toArray toCollection
   formatDate parseDate addDays addHours addMinutes addMonths addSeconds addYears setSecond
   setMinute setHour setDay setDate setMonth setYear abs average ceil floor formatNumber max
   median min parseNumber round stdevP sum trunc createJSON parseJSON`.split(/\s+/),
);

type Path = Extract<Expression, { kind: 'path' }>;

/** Whether an answer has come where an expression stands. */
const isBehindAnswer = ({ at: [first] }: Use): boolean =>
  first === 'response' || first === 'pagination';

/** Whether one of the answer's items is at hand. */
const isOfItem = ({ request, at }: Use): boolean => {
  const { iterate } = request.response ?? {};
  if (iterate === undefined || at[0] !== 'response') return false;
  return at[1] === 'output' || (at[1] === 'iterate' && at[2] === 'condition');
};

/** The roots that an expression can see, where it stands. */
function rootsOf(use: Use, app: App): string[] {
  const { kind, code } = use.file;
  if (kind === 'webhook' && code === 'communication') return ['body', 'headers', 'parameters'];
  const answer = isBehindAnswer(use) ? ['body', 'headers', 'statusCode'] : [];
  const temp = use.request.temp === undefined ? [] : ['temp'];
  const parameters = kind === 'base' || code === 'detach' ? [] : ['parameters'];
  return [
    ...answer,
    ...temp,
    ...parameters,
    ...(isConnected(use.file, app) ? ['connection'] : []),
    ...(kind === 'webhook' || kind === 'rpc' ? ['webhook'] : []),
    ...(isOfItem(use) ? ['item'] : []),
    ...(use.at[0] === 'pagination' ? ['pagination'] : []),
  ];
}

/** What is kept of a webhook, or of any, where a procedure may be asked for each of them. */
const keptOf = ({ kind, id }: Directives, app: App): string[] =>
  componentsOf(app)
    .filter((each) => each.kind === 'webhook' && (kind !== 'webhook' || each.id === id))
    .flatMap(({ codes }) => Object.keys(codes.attach.response.data));

/** Whether a connection is at hand: a procedure may name none. */
const isConnected = ({ kind, id }: Directives, app: App): boolean =>
  kind !== 'connection' && (kind !== 'rpc' || componentOf(app, kind, id).about.connection !== null);

/** The names behind a root that is not an answer. */
function namesOf(root: string, { file, request }: Use, app: App): readonly string[] | undefined {
  const connection = componentOf(app, 'connection', 'gateway');
  switch (root) {
    case 'temp':
      return Object.keys(request.temp);
    case 'connection':
      return [
        ...parametersOf(connection),
        ...Object.keys(connection.codes.communication.response.data),
      ];
    case 'webhook':
      return file.code === 'attach' ? ['id', 'url'] : keptOf(file, app);
    case 'pagination':
      return ['page'];
    case 'parameters': {
      // A procedure sees the form that asks for it.
      const isShared = file.kind === 'rpc';
      const owners = componentsOf(app).filter(({ id }) => isShared || id === file.id);
      return owners.flatMap(parametersOf);
    }
    default:
      return undefined;
  }
}

/** The schema of an answer, at the place where an expression stands. */
function answerAt(use: Use): Schema {
  const { file, request, at } = use;
  if (file.kind === 'webhook' && file.code === 'communication') return RECORD;
  if (at[1] === 'error' && at[2] !== '200') return PROBLEM;
  return operationOf(request.method ?? 'GET', request.url ?? '')?.answer;
}

/** What an expression comes to, as a schema; undefined if it leads nowhere. */
function schemaOf(expression: Expression, use: Use): Schema {
  if (expression.kind === 'call') {
    const [list, key] = expression.args;
    if (list === undefined) return undefined;
    const schema = schemaOf(list, use);
    if (expression.name === 'ifempty') return schema;
    if (expression.name === 'first') return stepInto(schema, 1);
    if (expression.name !== 'map' || key?.kind !== 'value') return undefined;
    return { items: stepInto(stepInto(schema, 1), key.value) };
  }
  if (expression.kind !== 'path') return undefined;
  const start = expression.root === 'item' ? itemOf(use) : answerAt(use);
  return expression.steps.reduce((schema: Schema, step) => stepInto(schema, step), start);
}

function itemOf(use: Use): Schema {
  const { iterate } = use.request.response;
  const [part] = partsOf(iterate.container ?? iterate);
  if (part === undefined || 'text' in part) return undefined;
  return stepInto(schemaOf(part.expression, { ...use, at: ['response', 'iterate'] }), 1);
}

/** Answers whose shape the description gives. */
const DESCRIBED = ['body', 'item'];

function pathFindings(path: Path, use: Use, app: App): string[] {
  const { root, steps } = path;
  if (Object.hasOwn(KEYWORDS, root) && steps.length === 0) return [];
  const text = [root, ...steps].join('.');
  const isUniversal =
    use.file.kind === 'module' &&
    app.manifest.components.module[use.file.id].moduleType === 'universal';
  if (DESCRIBED.includes(root) && !isUniversal && use.file.kind !== 'base') {
    return unless(schemaOf(path, use) !== undefined, text);
  }
  if (use.file.kind === 'base' && root === 'body') {
    return unless(schemaOf(path, { ...use, at: ['response', 'error'] }) !== undefined, text);
  }
  const names = namesOf(root, use, app);
  return unless(names === undefined || names.includes(String(steps[0])), text);
}

const eachPath =
  (findings: (path: Path, use: Use, app: App) => readonly string[]) =>
  (app: App): string[] =>
    usesIn(app).flatMap((use) =>
      [...within(use.expression)].flatMap((part) =>
        part.kind === 'path'
          ? findings(part, use, app).map((what) => `${use.file.path}: ${what}`)
          : [],
      ),
    );

/** What stands between `{{` and `}}`. */
export const EXPRESSIONS: readonly Rule[] = [
  {
    id: 'syntax',
    says: 'Every expression can be read.',
    findings: (app) =>
      directivesOf(app).flatMap(({ path, requests }) =>
        [...textsIn(requests as Loose)].flatMap(([text]) =>
          syntaxOf(text).map((what) => `${path}: ${what}`),
        ),
      ),
  },
  {
    id: 'functions',
    says: 'Functions are Make’s own; others have to be allowed by its staff.',
    findings: (app) =>
      usesIn(app).flatMap(({ file, expression }) =>
        [...within(expression)].flatMap((part) =>
          part.kind === 'call'
            ? unless(FUNCTIONS.has(part.name), `${file.path}: ${part.name}`)
            : [],
        ),
      ),
  },
  {
    id: 'roots',
    says: 'Expressions see only what there is where they stand.',
    findings: eachPath(({ root, steps }, use, app) =>
      unless(
        rootsOf(use, app).includes(root) || (steps.length === 0 && Object.hasOwn(KEYWORDS, root)),
        root,
      ),
    ),
  },
  {
    id: 'paths',
    says: 'Expressions name fields that the form, the connection or the gateway’s answer has.',
    findings: eachPath(pathFindings),
  },
];
