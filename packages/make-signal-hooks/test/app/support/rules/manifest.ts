import { type App, type Component, componentsOf, KINDS, type Kind, type Loose } from '../app.ts';
import { textsIn } from '../expressions.ts';
import { isSentenceCase, type Rule, unless, unlessSame } from './rule.ts';

/** As Make's editor has them (its validate-id.ts). */
const IDS: Readonly<Record<'named' | 'numbered', RegExp>> = {
  named: /^[a-zA-Z][0-9a-zA-Z]{2,47}$/,
  // Make gives these names of its own.
  numbered: /^[a-zA-Z][0-9a-zA-Z-]{1,33}[0-9a-zA-Z]$/,
};

const FORM: Readonly<Record<string, string>> = {
  params: 'params',
  staticParams: 'static-params',
  mappableParams: 'mappable-params',
};

/** The files a component has, by its kind; a module's by its type. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  connection: ['communication', 'params'],
  webhook: ['communication', 'params', 'attach', 'detach'],
  instant_trigger: ['communication', 'staticParams', 'interface', 'samples'],
  search: ['communication', 'mappableParams', 'interface', 'samples'],
  action: ['communication', 'mappableParams', 'interface', 'samples'],
  universal: ['communication', 'mappableParams', 'interface', 'samples'],
  rpc: ['communication'],
};

const kebab = (id: string): string => id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** Where Make's editor would put a component's file. */
function pathOf(kind: Kind, id: string, code: string): string {
  const name = kebab(id);
  return `${kind}s/${name}/${name}.${FORM[code] ?? code}.iml.json`;
}

const nameOf = ({ kind, id }: Component): string => `${kind} ${id}`;

const each =
  (findings: (component: Component, app: App) => readonly string[]) =>
  (app: App): string[] =>
    componentsOf(app).flatMap((component) =>
      findings(component, app).map((what) => `${nameOf(component)}: ${what}`),
    );

/** The names of the procedures that a file asks for. */
const rpcsIn = (file: Loose): string[] =>
  [...textsIn(file)].flatMap(([text]) => /^rpc:\/\/(\w+)$/.exec(text)?.[1] ?? []);

/** The base's address and token are a connection's. */
const asks = (communication: Loose): boolean =>
  [communication].flat().some((request) => request?.url !== undefined);

function referenceFindings({ kind, about, codes }: Component, app: App): string[] {
  const { connection, webhook } = about;
  const has = (of: Kind, id: unknown): boolean =>
    Object.hasOwn(app.manifest.components[of], String(id));
  const isTrigger = about.moduleType === 'instant_trigger';
  const needsConnection =
    (['webhook', 'module'].includes(kind) && !isTrigger) ||
    (kind === 'rpc' && asks(codes.communication));
  return [
    ...unless(!needsConnection || typeof connection === 'string', 'no connection'),
    ...unless(connection == null || has('connection', connection), `connection ${connection}`),
    ...unless(isTrigger === (typeof webhook === 'string'), 'webhook of a trigger'),
    ...unless(webhook == null || has('webhook', webhook), `webhook ${webhook}`),
  ];
}

function labelFindings({ kind, about }: Component): string[] {
  const { label, description = '', moduleType } = about;
  const isUniversal = moduleType === 'universal';
  return [
    ...unless(isSentenceCase(label ?? ''), `label ${label}`),
    ...unless(kind !== 'module' || /^[A-Z][a-z]+s .*\.$/.test(description), 'description'),
    ...unless(!isUniversal || label === 'Make an API call', 'label of the universal module'),
    ...unless(
      !isUniversal || description === 'Performs an arbitrary authorized API call.',
      'description of the universal module',
    ),
    ...unless(moduleType !== 'instant_trigger' || /^Watch /.test(label), 'label of a trigger'),
    ...unless(
      moduleType !== 'instant_trigger' || /^Triggers when /.test(description),
      'description of a trigger',
    ),
    ...unless(
      moduleType !== 'search' || /^Returns a list of /.test(description),
      'description of a search',
    ),
  ];
}

/** What looks like something that belongs to one account. */
const SECRETS: readonly RegExp[] = [
  /whsec_[A-Za-z0-9+/]/,
  /Bearer [A-Za-z0-9]/,
  /eyJ[A-Za-z0-9_-]{6}/,
  /hook\.(?:eu|us)\d\.make\.com/,
  /__IMT/,
  /[0-9a-f]{32}/,
  /(?<![A-Za-z0-9+/])(?=[^\s]*\d)(?=[^\s]*[a-z])(?=[^\s]*[A-Z])[A-Za-z0-9+/]{30,}/,
  /[\w.+-]+@(?!example\.com\b|[\w-]+\.example\b)[\w-]+\.\w/,
];

/** What the manifest says, and whether it fits the files. */
export const MANIFEST: readonly Rule[] = [
  {
    id: 'manifest',
    says: 'The manifest has the parts that Make’s editor reads, and no others.',
    findings: ({ manifest }) => [
      ...unlessSame(
        Object.keys(manifest),
        ['fileVersion', 'generalCodeFiles', 'components', 'origins'],
        'keys',
      ),
      ...unless(manifest.fileVersion === 1, 'version'),
      ...unlessSame(
        Object.keys(manifest.generalCodeFiles ?? {}),
        ['base', 'common', 'readme', 'groups'],
        'general files',
      ),
      ...unlessSame(Object.keys(manifest.components ?? {}), [...KINDS], 'kinds'),
    ],
  },
  {
    id: 'no-account',
    says: 'The manifest belongs to nobody’s account yet.',
    findings: ({ manifest }) => unless(JSON.stringify(manifest.origins) === '[]', 'origins'),
  },
  {
    id: 'ids',
    says: 'Ids have the form that Make demands.',
    findings: each(({ kind, id }) =>
      unless((kind === 'connection' || kind === 'webhook' ? IDS.numbered : IDS.named).test(id), id),
    ),
  },
  {
    id: 'types',
    says: 'Components have a type where Make demands one.',
    findings: each(({ kind, about }) => [
      ...unless(kind !== 'connection' || about.connectionType === 'basic', 'connectionType'),
      ...unless(kind !== 'webhook' || about.webhookType === 'web', 'webhookType'),
      ...unless(kind !== 'module' || Object.hasOwn(CODES, String(about.moduleType)), 'moduleType'),
      ...unless(
        (about.moduleType === 'action') ===
          ['create', 'read', 'update', 'delete'].includes(about.actionCrud),
        'actionCrud',
      ),
    ]),
  },
  {
    id: 'code-files',
    says: 'A component has the files of its kind, where Make’s editor would put them.',
    findings: each(({ kind, id, about }) => [
      ...unlessSame(
        Object.keys(about.codeFiles ?? {}),
        CODES[about.moduleType ?? kind] ?? [],
        'files',
      ),
      ...Object.entries<Loose>(about.codeFiles ?? {}).flatMap(([code, path]) =>
        unless(path === pathOf(kind, id, code), `path of ${code}`),
      ),
    ]),
  },
  {
    id: 'no-strays',
    says: 'Every file is in the manifest, and everything in the manifest is a file.',
    findings: (app) => {
      const general = Object.values<Loose>(app.manifest.generalCodeFiles ?? {});
      const owned = componentsOf(app).flatMap(({ about }) => Object.values(about.codeFiles ?? {}));
      const named = [...general, ...owned].filter((path) => path !== null) as string[];
      return unlessSame(Object.keys(app.files), named, 'files');
    },
  },
  {
    id: 'references',
    says: 'Components refer to connections and webhooks that exist, and to those they need.',
    findings: each(referenceFindings),
  },
  {
    id: 'rpcs',
    says: 'Every procedure that is asked for exists, and every one that exists is asked for.',
    findings: (app) => {
      const wanted = new Set(Object.values(app.files).flatMap(rpcsIn));
      return unlessSame([...wanted], Object.keys(app.manifest.components.rpc ?? {}), 'procedures');
    },
  },
  {
    id: 'universal',
    says: 'There is one universal module: Make’s review demands it.',
    findings: (app) => {
      const types = componentsOf(app).map(({ about }) => about.moduleType);
      return unless(types.filter((type) => type === 'universal').length === 1, 'universal modules');
    },
  },
  {
    id: 'names',
    says: 'Labels and descriptions have the words and capitals that Make asks for.',
    findings: each(labelFindings),
  },
  {
    id: 'no-secrets',
    says: 'No file holds a secret, an address of a hook or somebody’s e-mail address.',
    findings: (app) =>
      Object.entries(app.files).flatMap(([path, file]) =>
        [...textsIn(file)].flatMap(([text]) =>
          SECRETS.filter((secret) => secret.test(text)).map(() => `${path}: ${text.slice(0, 60)}`),
        ),
      ),
  },
];
