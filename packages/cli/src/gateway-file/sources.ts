import {
  type CreateSourceBody,
  createSource,
  registerSource,
  rotateSourceSecret,
  type Source,
  type UpdateSourceBody,
  unregisterSource,
  updateSource,
} from '@signal-hooks/client';
import type { Planning } from './plan.ts';
import { findPresent } from './present.ts';
import { changed, isSame, type Step, words } from './step.ts';
import type { SourceEntry } from './types.ts';

/** Fields that the gateway shows as they are given. */
const SHOWN = ['events', 'max_per_second', 'max_body_bytes'] as const;

/** What an entry of the file asks for; undefined: the source is as it says. */
export async function planSource(
  planning: Planning,
  entry: SourceEntry,
  path: string,
): Promise<Step | undefined> {
  checkSettings(planning, entry, path);
  const { problems, present } = planning;
  const source = findPresent(present.sources, entry, path, planning);
  if (source === undefined)
    return entry.id === undefined ? adding(planning, entry, path) : undefined;
  planning.ids.sources.set(entry.name, source.id);
  if (source.provider === entry.provider) return changing(planning, entry, source, path);
  const message = `The source ${source.id} with this name is of ${source.provider}, and stays so. Give another name.`;
  problems.push({ path: `${path}.provider`, message });
  return undefined;
}

function checkSettings({ present, problems }: Planning, entry: SourceEntry, path: string): void {
  const provider = present.providers.find(({ id }) => id === entry.provider);
  for (const field of provider?.registration.settings ?? []) {
    if (!field.secret || typeof entry.settings?.[field.key] !== 'string') continue;
    const message = 'This is a secret: write { env: NAME } or { file: path }.';
    problems.push({ path: `${path}.settings.${field.key}`, message });
  }
}

async function adding(planning: Planning, entry: SourceEntry, path: string): Promise<Step> {
  const { references, newProviders } = planning;
  const { id: _, secrets, authorization, public_keys: keys, settings, provider, ...rest } = entry;
  const given = async (name: string, texts: SourceEntry['public_keys']) =>
    texts === undefined ? {} : { [name]: await references.texts(texts, `${path}.${name}`) };
  const own = newProviders.get(provider);
  newProviders.delete(provider);
  const body: CreateSourceBody = {
    ...rest,
    ...(own === undefined ? { provider } : { provider: 'custom', ...own }),
    ...(await given('secrets', secrets)),
    ...(await given('authorization', authorization)),
    ...(await given('public_keys', keys)),
    ...(settings === undefined ? {} : { settings: await settingsOf(planning, settings, path) }),
  };
  const details = [
    `provider: ${provider}${own === undefined ? '' : ', whose definition is added'}`,
  ];
  for (const key of SHOWN) {
    if (entry[key] !== undefined) details.push(`${key}: ${words(entry[key])}`);
  }
  const run: Step['run'] = async (api, ids) => {
    const made = await api(createSource(body));
    ids.sources.set(entry.name, made.id);
    return { id: made.id, ingest_url: made.ingest_url, secret: made.secret };
  };
  return { action: 'add', what: 'source', name: entry.name, details, path, run };
}

async function settingsOf(
  { references }: Planning,
  settings: NonNullable<SourceEntry['settings']>,
  path: string,
): Promise<Record<string, string>> {
  const pairs = Object.entries(settings).map(async ([key, value]) => [
    key,
    await references.text(value, `${path}.settings.${key}`),
  ]);
  return Object.fromEntries(await Promise.all(pairs));
}

async function changing(
  planning: Planning,
  entry: SourceEntry,
  source: Source,
  path: string,
): Promise<Step | undefined> {
  const { references } = planning;
  const body: Record<string, unknown> = {};
  const details: string[] = [];
  const change = (key: string, from: unknown, to: unknown): void => {
    if (to === undefined || isSame(from, to)) return;
    body[key] = to;
    details.push(changed(key, from, to));
  };
  change('name', source.name, entry.name);
  for (const key of SHOWN) change(key, source[key], entry[key]);
  change('unsigned', source.credentials.unsigned, entry.unsigned);
  for (const key of ['authorization', 'public_keys'] as const) {
    const texts = entry[key];
    if (texts === undefined || texts.length === source.credentials[key]) continue;
    body[key] = await references.texts(texts, `${path}.${key}`);
    details.push(changed(key, `${source.credentials[key]} of them`, `${texts.length} of them`));
  }
  await changeSettings(planning, entry, source, path, body, details);
  // What a gateway has is not shown by it: a secret is given where there is none.
  const [secret] = source.credentials.secrets === 0 ? (entry.secrets ?? []) : [];
  const text = secret === undefined ? null : await references.text(secret, `${path}.secrets.0`);
  if (text !== null) details.push('it gets its secret');
  const isRegistered = source.registration.id !== null;
  const register = entry.register === isRegistered ? undefined : entry.register;
  if (register !== undefined) {
    details.push(register ? 'registered at the provider' : 'no longer registered at the provider');
  }
  if (details.length === 0) return undefined;
  const run: Step['run'] = async (api) => {
    if (Object.keys(body).length > 0) await api(updateSource(source.id, body as UpdateSourceBody));
    if (text !== null) await api(rotateSourceSecret(source.id, { secret: text }));
    if (register === true) await api(registerSource(source.id));
    if (register === false) await api(unregisterSource(source.id));
    return null;
  };
  return { action: 'change', what: 'source', name: entry.name, details, path, run };
}

/** Those that are no secrets; the gateway does not show the others. */
async function changeSettings(
  { present, references }: Planning,
  { provider, settings = {} }: SourceEntry,
  source: Source,
  path: string,
  body: Record<string, unknown>,
  details: string[],
): Promise<void> {
  const fields = present.providers.find(({ id }) => id === provider)?.registration.settings ?? [];
  const next: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (fields.find((field) => field.key === key)?.secret === true) continue;
    const to = await references.text(value, `${path}.settings.${key}`);
    if (to === (source.settings[key] ?? '')) continue;
    next[key] = to;
    details.push(changed(`settings.${key}`, source.settings[key], to));
  }
  if (Object.keys(next).length > 0) body.settings = next;
}
