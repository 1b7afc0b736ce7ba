import { type App, type Component, componentsOf, type Loose } from '../app.ts';
import { isSentenceCase, type Rule, unless } from './rule.ts';

/** The types of fields that Make knows (parameters.json of its editor). */
const TYPES: ReadonlySet<string> = new Set(
  `any array boolean buffer cert collection color date email filename folder file filter hidden
   json integer uinteger number password path pkey port select text time timestamp timezone url
   uuid banner udt`.split(/\s+/),
);

const FORMS = ['params', 'staticParams', 'mappableParams'];

/** The fields that are shown below a choice. */
const nestedIn = ({ options }: Loose): Loose[] =>
  Array.isArray(options?.nested) ? options.nested : [];

/** The fields of a list's rows. */
const rowsIn = ({ spec }: Loose): Loose[] => (Array.isArray(spec) ? spec : []);

/** The fields of a form that end up side by side, nested ones too. */
const fieldsOf = (form: Loose): Loose[] =>
  form
    .filter((field: Loose) => typeof field === 'object')
    .flatMap((field: Loose) => [field, ...fieldsOf(nestedIn(field))]);

/** The names that a component's form gives to `parameters`. */
export const parametersOf = ({ codes }: Component): string[] =>
  FORMS.flatMap((code) => fieldsOf(codes[code] ?? [])).map(({ name }) => name);

/** Everything wrong with fields, those of rows included. */
function fieldFindings(fields: readonly Loose[], isForm: boolean): string[] {
  const names = fields.map(({ name }) => name);
  return fields.flatMap((field) => {
    const { name, type, label, help, options, spec } = field;
    const isSelect = type === 'select';
    return [
      ...unless(/^[a-z][a-zA-Z_]*$/.test(name ?? ''), 'a name'),
      ...unless(names.indexOf(name) === names.lastIndexOf(name), `${name} stands twice`),
      ...unless(TYPES.has(type), `type of ${name}`),
      ...unless(isSentenceCase(label ?? ''), `label of ${name}`),
      ...unless(help === undefined || /[.]$/.test(help), `help of ${name}`),
      ...unless(!isForm || !isSelect || options !== undefined, `options of ${name}`),
      ...unless(type !== 'array' || spec !== undefined, `rows of ${name}`),
      ...(Array.isArray(options)
        ? options.flatMap((option: Loose) =>
            unless(Boolean(option.label) && Boolean(option.value), `an option of ${name}`),
          )
        : []),
      ...fieldFindings(rowsIn(field), isForm),
    ];
  });
}

const eachForm =
  (codes: readonly string[], isForm: boolean) =>
  (app: App): string[] =>
    componentsOf(app).flatMap((component) =>
      codes.flatMap((code) =>
        fieldFindings(fieldsOf(component.codes[code] ?? []), isForm).map(
          (what) => `${component.id} ${code}: ${what}`,
        ),
      ),
    );

/** Addresses that a user may enter, and those that must not get the token. */
const GOOD = ['https://hooks.example.com', ' https://a.example/b/ ', 'https://a.example:8443'];
const BAD = ['http://a.example', 'https://u:p@a.example', 'https://a.example/?x=1', 'a.example'];

function connectionFindings({ codes }: Component): string[] {
  const [address, token] = codes.params ?? [];
  const pattern = new RegExp(address?.validate?.pattern ?? '^$');
  return [
    ...unless(token?.type === 'password' && token.editable === true, 'the token'),
    ...unless(
      [address, token].every((field) => field?.required === true),
      'required',
    ),
    // Make's rule: else whoever may edit the connection could send its token elsewhere.
    ...unless(address?.editable === false, 'the address can be changed'),
    ...unless(
      GOOD.every((good) => pattern.test(good)),
      'a good address is refused',
    ),
    ...unless(!BAD.some((bad) => pattern.test(bad)), 'a bad address is taken'),
  ];
}

function searchFindings({ codes }: Component): string[] {
  const limit = codes.mappableParams?.at(-1);
  const { response, pagination } = codes.communication ?? {};
  return [
    ...unless(limit?.name === 'limit' && limit.type === 'uinteger', 'its last field is no limit'),
    ...unless(
      limit?.default === 10 && limit.required !== true,
      'the limit is not optional, or not 10',
    ),
    ...unless(limit?.advanced !== true, 'the limit is hidden'),
    ...unless(response?.limit === '{{parameters.limit}}', 'the limit is not used'),
    ...unless(Boolean(response?.iterate), 'nothing is iterated'),
    ...unless(Boolean(pagination?.condition), 'the pages have no end'),
  ];
}

const ofAll =
  (
    isMeant: (component: Component) => boolean,
    findings: (component: Component) => readonly string[],
  ) =>
  (app: App): string[] =>
    componentsOf(app)
      .filter(isMeant)
      .flatMap((component) => findings(component).map((what) => `${component.id}: ${what}`));

/** The fields that procedures add to outputs. */
const addedFields = (app: App): string[] =>
  componentsOf(app)
    .flatMap(({ codes }) => [codes.communication].flat())
    .map((request: Loose) => request?.response?.output)
    .filter(Array.isArray)
    .flatMap((fields) => fieldFindings(fields, false));

/** What users fill in, and what they can map. */
export const FORM_RULES: readonly Rule[] = [
  {
    id: 'fields',
    says: 'Fields of forms have a name, a type that Make knows, a label and choices.',
    findings: eachForm(FORMS, true),
  },
  {
    id: 'outputs',
    says: 'Fields of outputs have a name, a type that Make knows and a label.',
    findings: (app) => [...eachForm(['interface'], false)(app), ...addedFields(app)],
  },
  {
    id: 'connection',
    says: 'The token is hidden, and only goes to an https:// address that stays.',
    findings: ofAll(({ kind }) => kind === 'connection', connectionFindings),
  },
  {
    id: 'search',
    says: 'A search has a limit and pages, as Make’s review demands.',
    findings: ofAll(({ about }) => about.moduleType === 'search', searchFindings),
  },
];
