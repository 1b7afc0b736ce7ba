import { type Component, KINDS, type Kind, type LocalApp } from './local-app.ts';
import { json, type MakeAnswer, type MakeApi } from './make-api.ts';

/** An app in somebody's account. */
export interface RemoteApp {
  /** Make makes it of the name that was asked for, and some letters of its own. */
  readonly name: string;
  readonly version: number;
}

/** What a new app is called, and looks like. */
const NEW_APP = {
  name: 'signal-hooks',
  label: 'Signal Hooks',
  description: 'Signed webhooks of many providers, as verified, typed records.',
  theme: '#E8590C',
  language: 'en',
  audience: 'global',
} as const;

/** What Make calls the files of a component. */
const SECTIONS: Readonly<Record<string, string>> = {
  communication: 'api',
  params: 'parameters',
  staticParams: 'parameters',
  mappableParams: 'expect',
};

/** Make's numbers for the types of modules. */
const MODULE_TYPES: Readonly<Record<string, number>> = {
  action: 4,
  search: 9,
  instant_trigger: 10,
  universal: 12,
};

/** Connections and webhooks belong to the app, not to a version of it, and Make names them. */
const isNamedByMake = (kind: Kind): boolean => kind === 'connection' || kind === 'webhook';

const answerKey = (kind: Kind): string => `app${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

/** @throws {Error} if the answer is none of Make's */
function rowOf(answer: MakeAnswer, key: string): MakeAnswer {
  const row = answer[key];
  if (typeof row !== 'object' || row === null) throw new Error(`Make’s answer has no ${key}.`);
  return row as MakeAnswer;
}

/** Makes the app that everything else goes into. */
export async function createApp(api: MakeApi): Promise<RemoteApp> {
  const { name, version } = rowOf(await api('POST', '', json(NEW_APP)), 'app');
  return { name: String(name), version: Number(version ?? 1) };
}

/**
 * Brings an app in Make to what its files say: makes the components that it lacks, changes the others.
 * What it has besides stays. Connections and webhooks are recognised by their label.
 * @param say is called for each component
 * @throws {Error} what Make refuses; the deployment can be repeated
 */
export async function deploy(
  api: MakeApi,
  app: RemoteApp,
  { manifest, read }: LocalApp,
  say: (line: string) => void,
): Promise<void> {
  const versioned = `/${app.name}/${app.version}`;
  const put = (path: string, type: string, file: string): Promise<MakeAnswer> =>
    api('PUT', path, { type, text: read(file) });
  await put(`${versioned}/base`, 'application/jsonc', manifest.generalCodeFiles.base);
  await put(`${versioned}/readme`, 'text/markdown', manifest.generalCodeFiles.readme);
  /** What the components are called in Make, by kind and own id. */
  const names = new Map<string, string>();
  for (const kind of KINDS) {
    const all = isNamedByMake(kind) ? `/${app.name}/${kind}s` : `${versioned}/${kind}s`;
    const one = isNamedByMake(kind) ? `/${kind}s` : all;
    const present = (await api('GET', all))[`${answerKey(kind)}s`] as readonly MakeAnswer[];
    for (const [id, component] of Object.entries(manifest.components[kind])) {
      const known = present.find(({ name, label }) =>
        isNamedByMake(kind) ? label === component.label : name === id,
      );
      const about = aboutOf(kind, component, names);
      if (known !== undefined) await api('PATCH', `${one}/${known.name}`, json(about));
      const made =
        known ??
        rowOf(
          await api('POST', all, json({ ...about, ...atFirst(kind, id, component) })),
          answerKey(kind),
        );
      const name = String(isNamedByMake(kind) ? made.name : id);
      names.set(`${kind} ${id}`, name);
      for (const [code, file] of Object.entries(component.codeFiles)) {
        await put(`${one}/${name}/${SECTIONS[code] ?? code}`, 'application/jsonc', file);
      }
      say(`${known === undefined ? 'made' : 'updated'} ${kind} ${component.label}`);
    }
  }
}

/** What is said of a component, now and whenever it changes. */
function aboutOf(kind: Kind, component: Component, names: ReadonlyMap<string, string>): object {
  const { label, description, moduleType, actionCrud, connection, webhook } = component;
  const nameOf = (of: Kind, id: string | null | undefined): string | null =>
    id == null ? null : (names.get(`${of} ${id}`) ?? null);
  if (kind === 'connection') return { label };
  const accounts = { connection: nameOf('connection', connection), altConnection: null };
  if (kind !== 'module') return { label, ...accounts };
  return {
    ...{ label, description, typeId: MODULE_TYPES[moduleType ?? ''], ...accounts },
    ...(actionCrud !== undefined && { crud: actionCrud }),
    ...(webhook !== undefined && { webhook: nameOf('webhook', webhook) }),
  };
}

/** What is said of a component only when it is made. */
function atFirst(kind: Kind, id: string, component: Component): object {
  const { connectionType, webhookType, moduleType } = component;
  if (kind === 'connection') return { type: connectionType };
  if (kind === 'webhook') return { type: webhookType };
  if (kind === 'rpc') return { name: id };
  return {
    ...{ name: id, moduleInitMode: 'blank' },
    ...(moduleType === 'universal' && { subtype: 'Universal' }),
  };
}
