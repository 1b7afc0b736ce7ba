/**
 * What a blueprint may be made of. The lists are written by hand from what was seen in public
 * exports and in the vendor's own blueprints and references; the generator does not read them.
 */

/** What is known of a module. */
export interface KnownModule {
  readonly version: number;
  /** Keys that its mapper must have, and may have besides; absent: no mapper, or null. */
  readonly mapper?: { readonly needed: readonly string[]; readonly other?: readonly string[] };
  /** Keys that its parameters may have. */
  readonly parameters?: readonly string[];
  /** Ends an error handler and decides what becomes of the run. */
  readonly directive?: true;
}

export const MODULES: Readonly<Record<string, KnownModule>> = {
  'gateway:CustomWebHook': { version: 1, mapper: { needed: [] } },
  'gateway:WebhookRespond': { version: 1, mapper: { needed: ['status', 'body', 'headers'] } },
  'util:SetVariables': { version: 1, mapper: { needed: ['variables', 'scope'] } },
  'json:ParseJSON': { version: 1, mapper: { needed: ['json'] } },
  'json:TransformToJSON': { version: 1, mapper: { needed: ['object'] }, parameters: ['space'] },
  'datastore:ExistRecord': { version: 1, mapper: { needed: ['key'] } },
  'datastore:AddRecord': { version: 1, mapper: { needed: ['key', 'data', 'overwrite'] } },
  'builtin:BasicRouter': { version: 1 },
  'builtin:Ignore': { version: 1, directive: true },
  'builtin:Break': {
    version: 1,
    mapper: { needed: ['retry', 'count', 'interval'] },
    directive: true,
  },
  'google-sheets:addRow': {
    version: 2,
    mapper: {
      needed: ['mode', 'spreadsheetId', 'sheetId', 'tableFirstRow', 'values', 'valueInputOption'],
      other: ['insertUnformatted', 'insertDataOption'],
    },
  },
  'slack:CreateMessage': {
    version: 4,
    mapper: { needed: ['channelWType', 'channel', 'text'], other: ['parse', 'mrkdwn'] },
  },
  'http:MakeRequest': {
    version: 4,
    mapper: {
      needed: ['url', 'method', 'headers', 'queryParameters', 'contentType', 'inputMethod'],
      other: [
        'jsonStringBodyContent',
        'parseResponse',
        'stopOnHttpError',
        'allowRedirects',
        'shareCookies',
        'requestCompressedContent',
      ],
    },
    parameters: ['authenticationType', 'tlsType'],
  },
};

/** Filter operators. */
export const OPERATORS: ReadonlySet<string> = new Set([
  'text:equal',
  'text:equal:ci',
  'text:notequal',
  'text:notequal:ci',
  'text:contain',
  'text:notcontain',
  'text:pattern',
  'number:equal',
  'number:greater',
  'number:lessorequal',
  'boolean:equal',
]);

/** The header ranges that the module "Add a row" offers, and the columns that each holds. */
export const HEADER_RANGES: ReadonlyMap<unknown, number> = new Map([
  ['A1:Z1', 26],
  ['A1:BZ1', 78],
  ['A1:CZ1', 104],
  ['A1:DZ1', 130],
  ['A1:MZ1', 364],
  ['A1:ZZ1', 702],
]);

/** Functions of the mapping language. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  'add',
  'contains',
  'first',
  'formatDate',
  'if',
  'ifempty',
  'join',
  'last',
  'length',
  'lower',
  'map',
  'merge',
  'replace',
  'sha256',
  'slice',
  'sort',
  'split',
  'startcase',
  'substring',
  'switch',
  'trim',
]);

/** Words that stand for a value. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  'emptyarray',
  'emptystring',
  'now',
  'space',
  'timestamp',
  'true',
]);

/** What the user has to replace. */
export const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'REPLACE_WITH_SECRET',
  'REPLACE_WITH_SPREADSHEET_ID',
  'REPLACE_WITH_CHANNEL',
  'REPLACE_WITH_URGENT_CHANNEL',
]);

/** Parameters that belong to an account: an import cannot bring them along. */
export const ACCOUNT_KEYS: readonly string[] = [
  '__IMTCONN__',
  '__IMTKEY__',
  '__IMTHOOK__',
  'hook',
  'datastore',
  'apiKeyKeychain',
  'basicAuthKeychain',
  'oAuthAccount',
  'proxyKeychain',
  'bodyDataStructure',
];

/** What no committed blueprint may hold, and what it would be. */
export const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}/, 'an e-mail address'],
  [/whsec_[A-Za-z0-9+/]{8,}/, 'a signing secret'],
  [/\bxox[abeoprs]-/, 'a Slack token'],
  [/\bpat-[a-z]{2}\d?-/, 'a HubSpot token'],
  [/\bBearer\s+[A-Za-z0-9._-]{8,}/i, 'a bearer token'],
  [/hook\.[a-z0-9.]*make\.com/, 'a webhook’s address'],
  [/\b[0-9a-f]{32,}\b/i, 'a long hexadecimal number'],
  [/[A-Za-z0-9+]{32,}/, 'a long word of a key’s form'],
];
