import { type JsonObject, type JsonValue, SCOPES } from '@signal-hooks/catalogue';
import { openApi, VERSION } from '@signal-hooks/gateway';

/** A value that is kept elsewhere: in a variable, or in a file beside this one. */
const REFERENCE: JsonObject = {
  type: 'object',
  description: 'Write { env: NAME } or { file: path }.',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    env: { type: 'string', minLength: 1, description: 'The name of an environment variable.' },
    file: {
      type: 'string',
      minLength: 1,
      description: 'The path of a file, from the folder of this one.',
    },
  },
};

/** A text, or where it is kept. */
const TEXT: JsonObject = {
  ...REFERENCE,
  type: ['string', 'object'],
  description: 'A text, or { env: NAME } or { file: path }.',
  maxLength: 10_000,
};

const listOf = (items: JsonObject, maxItems: number, description: string): JsonObject => ({
  type: 'array',
  description,
  maxItems,
  items,
});

const ID: JsonObject = {
  type: 'string',
  pattern: '^[a-z]{3}_[0-9a-z]{1,40}$',
  description: 'Its id, such as src_01k9…: needed only where the name is to be changed.',
};

const NAME: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'By it the entry is found again; unique in its list.',
};

/** What the API takes to make something; so what is added there can be written here. */
function bodyOf(
  path: string,
  without: readonly string[],
  method: 'post' | 'patch' = 'post',
): JsonObject {
  const document = openApi(VERSION) as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  };
  const body = (document.paths[path]?.[method]?.requestBody ?? {}) as unknown as {
    readonly content: { readonly 'application/json': { readonly schema: JsonObject } };
  };
  const properties = body.content['application/json'].schema.properties as JsonObject;
  return Object.fromEntries(
    Object.entries(properties).filter(([key]) => !without.includes(key)),
  ) as JsonObject;
}

const entry = (required: readonly string[], properties: JsonObject): JsonValue => ({
  type: 'object',
  additionalProperties: false,
  required: [...required],
  properties,
});

const PROVIDER = entry(['definition'], {
  definition: {
    type: 'object',
    description:
      'As docs/reference/definition.md describes, or { file: path } of one in JSON or YAML.',
  },
  preset: { type: 'string', description: 'The id of the preset that it starts from.' },
});

const SOURCE = entry(['name', 'provider'], {
  id: ID,
  ...bodyOf('/v1/sources', ['definition', 'preset']),
  name: NAME,
  secrets: listOf(REFERENCE, 20, 'Shared secrets, any of which may sign.'),
  authorization: listOf(
    REFERENCE,
    20,
    'Values of the Authorization header of which one must be there.',
  ),
  public_keys: listOf(TEXT, 20, 'Public keys of a provider that signs with a private one.'),
  settings: {
    type: 'object',
    description: 'Values of the provider’s setting fields; those that are secrets by reference.',
    maxProperties: 50,
    additionalProperties: TEXT,
  },
});

const SUBSCRIPTION = entry(['name', 'target_url'], {
  id: ID,
  ...bodyOf('/v1/subscriptions', ['source_id', 'replace', 'since']),
  name: NAME,
  target_url: { ...TEXT, maxLength: 2048 },
  source: { type: 'string', description: 'Only events of this source: its name in this file.' },
  secret: {
    ...REFERENCE,
    description: 'What signs its deliveries: whsec_…, by reference. Made and shown once if absent.',
  },
  status: { type: 'string', enum: ['active', 'paused'] },
});

const TOKEN = entry(['name', 'scopes'], {
  id: ID,
  name: NAME,
  scopes: {
    ...listOf({ type: 'string', enum: [...SCOPES] }, SCOPES.length, 'What it may do.'),
    minItems: 1,
  },
  days: {
    type: ['integer', 'null'],
    minimum: 1,
    maximum: 3650,
    description: 'How long a new one is valid, 365 if absent; null: always. Not changed later.',
  },
});

const NAMES_OF = (what: string): JsonObject =>
  listOf({ type: 'string' }, 1000, `Only these ${what}, by their names in this file; empty: all.`);

const ALERT_RULE = entry(['rule'], {
  rule: { type: 'string', description: 'Such as subscription_failing: see docs/how-to/alerts.md.' },
  ...bodyOf('/v1/alert-rules/{id}', ['source_ids', 'subscription_ids'], 'patch'),
  sources: NAMES_OF('sources'),
  subscriptions: NAMES_OF('subscriptions'),
});

const ALERT_CHANNEL = entry(['name', 'kind'], {
  id: ID,
  ...bodyOf('/v1/alert-channels', []),
  name: NAME,
  kind: {
    type: 'string',
    enum: ['slack', 'email'],
    description: 'A signed webhook is a subscription to the provider alerts.',
  },
  url: {
    ...REFERENCE,
    description:
      'Write { env: NAME } or { file: path } of Slack’s incoming webhook: whoever knows it can write there.',
  },
  to: listOf(TEXT, 20, 'E-mail addresses.'),
});

const ALERTS: JsonObject = {
  type: 'object',
  description: 'What is watched, and where that is sent.',
  additionalProperties: false,
  properties: {
    rules: listOf(ALERT_RULE as JsonObject, 100, 'What is set for rules.'),
    channels: listOf(ALERT_CHANNEL as JsonObject, 100, 'Where alerts go.'),
  },
};

/** JSON Schema of the file that `signal-hooks apply` takes. */
export const GATEWAY_FILE_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Configuration of a Signal Hooks gateway',
  description: 'What `signal-hooks apply` takes: see docs/how-to/configuration-as-a-file.md.',
  type: 'object',
  additionalProperties: false,
  properties: {
    providers: listOf(PROVIDER as JsonObject, 200, 'Definitions of your own.'),
    sources: listOf(SOURCE as JsonObject, 1000, 'Provider accounts.'),
    subscriptions: listOf(SUBSCRIPTION as JsonObject, 1000, 'Where events are delivered.'),
    tokens: listOf(
      TOKEN as JsonObject,
      1000,
      'Bearer tokens of the API: each is shown once, when it is made.',
    ),
    alerts: ALERTS,
  },
};
