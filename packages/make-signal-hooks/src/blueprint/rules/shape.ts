import type { Blueprint, Fields, MakeModule } from '../types.ts';
import { ACCOUNT_KEYS, HEADER_RANGES, MODULES, PLACEHOLDERS, SECRETS } from './allowed.ts';
import { eachModule, type Rule, unless } from './rule.ts';
import { modulesOf } from './walk.ts';

const keysOf = (value: object | null | undefined): string[] => Object.keys(value ?? {});
const sorted = (list: readonly string[]): string => [...list].sort().join(', ');

const TOP = ['name', 'description', 'flow', 'metadata'];
const OF_MODULE = [
  'id',
  'module',
  'version',
  'parameters',
  'filter',
  'mapper',
  'metadata',
  'onerror',
  'routes',
];
/** As exports have them; `zone` and `slots` belong to an account. */
const SCENARIO = [
  'roundtrips',
  'maxErrors',
  'autoCommit',
  'autoCommitTriggerLast',
  'sequential',
  'confidential',
  'dataloss',
  'dlq',
  'freshVariables',
];

function duplicates<T>(list: readonly T[]): T[] {
  return list.filter((item, at) => list.indexOf(item) !== at);
}

function mapperFindings({ module, mapper }: MakeModule): string[] {
  const known = MODULES[module]?.mapper;
  if (known === undefined) return unless(mapper === null, 'its mapper must be null');
  const keys = keysOf(mapper);
  const allowed = [...known.needed, ...(known.other ?? [])];
  return [
    ...known.needed.filter((key) => !keys.includes(key)).map((key) => `"${key}" is missing`),
    ...keys.filter((key) => !allowed.includes(key)).map((key) => `"${key}" is not known`),
  ];
}

function metadataFindings({ metadata }: Blueprint): string[] {
  const { instant, version, scenario, designer } = metadata;
  return [
    ...unless(instant === true && version === 1, 'instant must be true and version 1'),
    ...unless(sorted(keysOf(scenario)) === sorted(SCENARIO), `scenario has other keys`),
    ...unless(scenario.dlq === true, 'failed runs must be kept (dlq)'),
    ...unless(scenario.sequential === false, 'sequential would answer before the check'),
    ...unless(designer.orphans.length === 0, 'orphans must be empty'),
  ];
}

/** What a blueprint and its modules look like. */
export const SHAPE: readonly Rule[] = [
  {
    id: 'top-level',
    says: 'A blueprint has a name, a description, a flow and metadata, and nothing else.',
    findings: (blueprint) => [
      ...unless(sorted(keysOf(blueprint)) === sorted(TOP), `keys: ${sorted(keysOf(blueprint))}`),
      ...unless(/^.{1,120}$/.test(blueprint.name), 'the name has 1 to 120 characters'),
    ],
  },
  { id: 'metadata', says: 'The scenario’s settings are complete.', findings: metadataFindings },
  {
    id: 'unique-ids',
    says: 'Ids are whole numbers from 1, each used once.',
    findings: (blueprint) => {
      const ids = modulesOf(blueprint).map(({ id }) => id);
      return [
        ...ids.filter((id) => !(Number.isInteger(id) && id > 0)).map((id) => `id ${id}`),
        ...duplicates(ids).map((id) => `id ${id} is used twice`),
      ];
    },
  },
  eachModule('known-module', 'Modules and versions are on the list.', ({ module, version }) =>
    unless(MODULES[module]?.version === version, `version ${version} is not on the list`),
  ),
  eachModule('module-keys', 'A module has only the keys that exports have.', (module) =>
    keysOf(module)
      .filter((key) => !OF_MODULE.includes(key))
      .map((key) => `"${key}" is not known`),
  ),
  eachModule('mapper', 'A mapper has the fields of its module.', mapperFindings),
  eachModule(
    'no-account-data',
    'Connections, webhooks, data stores and keychains are left to the user.',
    ({ module, parameters, metadata }) => [
      ...keysOf(parameters)
        .filter((key) => ACCOUNT_KEYS.includes(key) || !MODULES[module]?.parameters?.includes(key))
        .map((key) => `parameter "${key}"`),
      ...keysOf(metadata)
        .filter((key) => key !== 'designer')
        .map((key) => `metadata "${key}"`),
    ],
  ),
  {
    id: 'no-secrets',
    says: 'A blueprint holds no secret, address of a person or address of a webhook.',
    findings: (blueprint) => {
      const text = JSON.stringify(blueprint);
      return SECRETS.filter(([form]) => form.test(text)).map(([, what]) => what);
    },
  },
  {
    id: 'placeholders',
    says: 'What the user has to replace is on the list.',
    findings: (blueprint) =>
      (JSON.stringify(blueprint).match(/REPLACE_\w+/g) ?? []).filter(
        (placeholder) => !PLACEHOLDERS.has(placeholder),
      ),
  },
  eachModule('designer', 'Every module has a place and a short name.', ({ metadata }) => {
    const { x, y, name } = metadata.designer ?? {};
    return unless(
      Number.isFinite(x) && Number.isFinite(y) && /^.{1,80}$/.test(name ?? ''),
      `x ${x}, y ${y}, name "${name}"`,
    );
  }),
  {
    id: 'apart',
    says: 'No two modules cover each other.',
    findings: (blueprint) => {
      const places = modulesOf(blueprint).map(({ metadata: { designer } }) =>
        [designer?.x, designer?.y].join('/'),
      );
      return duplicates(places).map((place) => `two modules at ${place}`);
    },
  },
  eachModule(
    'raw-cells',
    'Rows are written RAW, so that no text becomes a formula.',
    ({ module, mapper }) =>
      unless(
        module !== 'google-sheets:addRow' || mapper?.valueInputOption === 'RAW',
        'valueInputOption is not RAW',
      ),
  ),
  eachModule(
    'header-range',
    'A row fits into a header range that the module offers.',
    ({ module, mapper }) => {
      if (module !== 'google-sheets:addRow') return [];
      const most = HEADER_RANGES.get(mapper?.tableFirstRow) ?? 0;
      return unless(keysOf(mapper?.values as Fields).length <= most, `${mapper?.tableFirstRow}`);
    },
  ),
];
