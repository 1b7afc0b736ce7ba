/**
 * What the catalogue's providers tell by a function, said once more in Make's mapping
 * language, and the clicks that lead to Make. Everything else is generated from their paths; a
 * test compares both for every sample of the catalogue.
 */
import type { ProviderId } from '@signal-hooks/catalogue';
import { call, firstOf, header, ID, orEmpty, pathIn, quote, RAW_BODY, wrap } from './iml.ts';
import { transformToJson } from './modules.ts';
import type { Step } from './types.ts';

/** What only Make needs to know of a provider. */
export interface Dialect {
  /** How the webhook's address gets to the provider, and its secret to the user. */
  readonly clicks: readonly string[];
  /** A module between the payload and the record, where the identity needs one. */
  readonly before?: Step;
  /** Recognises a retry: the same for every attempt of one event. Also the record's event_id. */
  readonly identity: string;
  /** Where that differs from the catalogue's identity, for the guide. */
  readonly identityNote?: string;
  readonly eventType: string;
  /** Common fields that the catalogue reads by a function. */
  readonly cells: Readonly<Record<string, string>>;
}

const at = (path: string): string => pathIn(ID.payload, path);
/** The body's own digest, for a body without any id. */
const BODY = call('sha256', RAW_BODY);
const is = (left: string, right: string): string => `${left} = ${right}`;
const has = (path: string): string => `${orEmpty(at(path))} != emptystring`;

const TEST_ID = quote('/^(test|sig_test|sample)([_-].*)?$/');
const website = orEmpty(at('company.website'));
const host = call('first', call('split', call('last', call('split', website, quote('//'))), '"/"'));

const MADE_UP =
  'You make up the secret: long and random, such as what `openssl rand -hex 32` prints.';

const siggnal: Dialect = {
  clicks: [
    'In Siggnal: Settings → Integrations → Webhooks. Paste the webhook’s address as the endpoint URL, and the secret as the secret token; choose projects and priorities.',
    MADE_UP,
    'Click “Send test” and save once the scenario is switched on: before that, the answer proves nothing.',
  ],
  identity: wrap(firstOf(at('signal_id'), BODY)),
  eventType: wrap(
    call(
      'if',
      is(at('test'), 'true'),
      quote('test'),
      call(
        'if',
        is(
          call('replace', call('lower', orEmpty(at('signal_id'))), TEST_ID, quote('test')),
          quote('test'),
        ),
        quote('test'),
        quote('signal'),
      ),
    ),
  ),
  cells: { company_domain: wrap(firstOf(at('company.domain'), host)), subject_type: 'signal' },
};

const lists = ['plays', 'matched_plays'].map((list) => firstOf(at(list), 'emptyarray'));
const playIds = call('map', call('merge', ...lists), quote('id'));
const plays = call('join', call('sort', playIds), quote(','));
const subjectId = firstOf(at('signal.id'), at('lead.id'));

const signalArk: Dialect = {
  clicks: [
    'In Signal Ark: Settings → Integrations → Webhooks. Copy the signing secret.',
    'Click “Add Destination” and paste the webhook’s address only once the scenario is switched on: Signal Ark sends a `ping` at once.',
  ],
  identity: [
    wrap(orEmpty(at('event'))),
    wrap(orEmpty(subjectId)),
    // The last but one: the same subject and event without batch and plays is a retry.
    wrap(firstOf(at('batchId'), at('batch_id'), plays, subjectId, BODY)),
  ].join(':'),
  identityNote: 'Plays without an id are not told apart.',
  eventType: wrap(firstOf(at('event'), quote('unknown'))),
  cells: {
    subject_type: wrap(
      call(
        'if',
        has('signal.id'),
        quote('signal'),
        call('if', has('lead.id'), quote('lead'), 'emptystring'),
      ),
    ),
  },
};

const event = orEmpty(at('event'));
const once = (suffix: string, otherwise: string): string =>
  call('if', call('contains', event, quote(suffix)), quote('once'), otherwise);
const occasion = firstOf(at('data.user.updated_at'), call('formatDate', 'now', '"YYYY-MM-DDTHH"'));

const signals: Dialect = {
  clicks: [
    'In SIGNALS: Admin → Settings → Webhooks. Add the webhook’s address and choose the events. The secret is shown once, when the webhook is made.',
  ],
  before: transformToJson(
    ID.text,
    'The data as text, for its digest',
    wrap(orEmpty(at('data'), at('event'))),
  ),
  identity: [
    wrap(event),
    wrap(orEmpty(at('data.user.id'), at('data.role.id'), at('data.group'))),
    wrap(once('.created', once('.deleted', occasion))),
    wrap(call('sha256', pathIn(ID.text, 'json'))),
  ].join(':'),
  identityNote:
    'SIGNALS sends no id. Equal data is a retry for ever where something was created or deleted or tells when it changed; elsewhere (a role that is renamed, a setting) it is a retry within the same hour. The gateway and n8n keep a window of ten minutes instead.',
  eventType: wrap(firstOf(at('event'), quote('unknown'))),
  cells: { subject_type: wrap(call('first', call('split', event, quote('.')))) },
};

const COMPLETE = quote('analysis.complete');
const otherTypes = ['analysis.partial', 'watchdog.fired'].flatMap((type) => [
  quote(type),
  quote(type),
]);
/** The header is not signed, so only known names are taken from it. */
const claimedType = call('switch', orEmpty(header('x-sigsentry-event')), ...otherTypes, COMPLETE);
const sigsentryType = firstOf(at('event'), claimedType);

const sigsentry: Dialect = {
  clicks: [
    'In SigSentry: Project → Channels → Add Channel, type *Generic Webhook*. Enter the webhook’s address as the URL, the secret as the HMAC secret, and the lowest severity; save.',
    MADE_UP,
    'Run a test analysis once the scenario is switched on.',
  ],
  identity: [
    wrap(sigsentryType),
    wrap(firstOf(at('deliveryId'), at('analysisId'), header('x-sigsentry-delivery'), BODY)),
  ].join(':'),
  eventType: wrap(sigsentryType),
  cells: {
    subject_type: wrap(
      call(
        'if',
        has('analysisId'),
        quote('analysis'),
        call('if', is(event, quote('watchdog.fired')), quote('watchdog'), 'emptystring'),
      ),
    ),
  },
};

/** By provider; one that signs with HMAC and is missing here fails the generation. */
export const DIALECTS: Readonly<Partial<Record<ProviderId, Dialect>>> = {
  siggnal,
  'signal-ark': signalArk,
  signals,
  sigsentry,
};
