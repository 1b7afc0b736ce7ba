import {
  filledFields,
  fillPlaces,
  PROVIDERS,
  type Provider,
  type RecordColumn,
  recordColumns,
} from '@signal-hooks/catalogue';
import { digestedPath, textOf } from './expression.ts';
import { IDENTITY_NOTES } from './identity-notes.ts';
import { ID, pathIn, RAW_BODY, wrap } from './iml.ts';
import { orAnswer, parseJson, setVariables, transformToJson } from './modules.ts';
import { recordCells } from './record.ts';
import { canCheck, hmacCheck, type SignatureCheck, standardCheck } from './signature.ts';
import type { Step } from './types.ts';

/** Where a scenario's events come from. */
export interface Source {
  /** File names begin with it. */
  readonly slug: string;
  readonly name: string;
  /** Absent where events of several providers arrive. */
  readonly provider?: Provider;
  /** Whether there is a gateway between the provider and Make. */
  readonly viaGateway: boolean;
  readonly check: SignatureCheck;
  /** From the raw body to the record. The first one follows the check of the signature. */
  readonly steps: readonly [Step, ...Step[]];
  /** The columns of the record. */
  readonly columns: readonly RecordColumn[];
  /** A cell of the record, as an expression. */
  readonly cell: (key: string) => string;
  /** Whether the provider can fill a cell. */
  readonly fills: (key: string) => boolean;
  /** The event type that only tests the connection. */
  readonly ping?: string;
  /** How the webhook's address gets to the provider and its secret to the user; [] with a gateway. */
  readonly clicks: readonly string[];
  /** How far recognising a retry differs from the catalogue. */
  readonly identityNote?: string;
  /** The only destination that makes sense; absent: all that fit. */
  readonly only?: string;
  /** What is added to the command that subscribes. */
  readonly subscribeWith?: string;
}

/** Parsing fails only for a body that is signed and no JSON: trying again would not help. */
const PARSE = orAnswer(parseJson(ID.payload, 'Read the body', wrap(RAW_BODY)), 400);

function fills(provider: Provider | null): Source['fills'] {
  const filled = new Set(filledFields(provider).map(({ key }) => key));
  return (key) => filled.has(key);
}

/** A provider whose signature Make can check. */
function directSource(provider: Provider): Source {
  const { id, name, signature, setup, ping } = provider;
  const identityNote = IDENTITY_NOTES[id];
  const digested = digestedPath(provider.definition);
  // Without the data the event's name: the module needs something to write.
  const before =
    digested === null
      ? []
      : [
          orAnswer(
            transformToJson(
              ID.text,
              'The data as text, for its digest',
              wrap(textOf([digested, provider.definition.eventType])),
            ),
            500,
          ),
        ];
  return {
    slug: id,
    name,
    provider,
    viaGateway: false,
    check: hmacCheck(signature.header),
    steps: [
      PARSE,
      ...before,
      orAnswer(setVariables(ID.record, 'The record', recordCells(provider)), 500),
    ],
    columns: recordColumns(provider),
    cell: (key) => pathIn(ID.record, key),
    fills: fills(provider),
    clicks: setup.byHand.map((step) => fillPlaces(step, { url: 'the webhook’s address' })),
    ...(ping && { ping: ping.type }),
    ...(identityNote && { identityNote }),
  };
}

/** Through the gateway, which delivers whole records: nothing is left to map. */
function gatewaySource(slug: string, name: string, provider?: Provider): Source {
  return {
    slug,
    name,
    ...(provider && { provider }),
    viaGateway: true,
    check: standardCheck(),
    steps: [PARSE],
    columns: recordColumns(provider),
    cell: (key) => pathIn(ID.payload, key),
    fills: fills(provider ?? null),
    clicks: [],
  };
}

/** What an event of any sender has, and its payload as JSON: nothing else is known of it. */
const ANY_COLUMNS: readonly RecordColumn[] = [
  ...recordColumns().filter(({ key }) =>
    [
      ...['event_id', 'provider', 'event_type', 'occurred_at', 'received_at'],
      ...['title', 'summary', 'url', 'subject_type', 'subject_id'],
    ].includes(key),
  ),
  { key: 'payload', label: 'Payload', type: 'string' },
];

/** A product that the gateway’s owner has described, or a preset: its payload comes along. */
function anySource(): Source {
  const source = gatewaySource('any-webhook', 'any signed webhook');
  const payload = transformToJson(ID.text, 'The payload as text', wrap(pathIn(ID.payload, 'raw')));
  return {
    ...source,
    steps: [PARSE, orAnswer(payload, 500)],
    columns: ANY_COLUMNS,
    cell: (key) => (key === 'payload' ? pathIn(ID.text, 'json') : source.cell(key)),
    fills: (key) => ANY_COLUMNS.some((column) => column.key === key),
    only: 'google-sheets',
    subscribeWith: ' --source <source id> --include-raw',
  };
}

/** Every provider, all of them at once, and any other sender. Make cannot check RSA: that takes the gateway. */
export const SOURCES: readonly Source[] = [
  ...Object.values(PROVIDERS).map((provider) =>
    canCheck(provider)
      ? directSource(provider)
      : gatewaySource(provider.id, provider.name, provider),
  ),
  gatewaySource('all-providers', 'all providers'),
  anySource(),
];
