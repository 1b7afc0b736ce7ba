import {
  type BodyDefinition,
  completeDefinition,
  defineProvider,
  type Expression,
  type HandshakeDefinition,
  type IdentityRule,
  PRESETS,
  type Provider,
  type ProviderDefinition,
} from '@signal-hooks/catalogue';
import { messageOf } from '../request.ts';
import { headerNamed, pathNamed, quoted, SettingsError } from './error.ts';
import { fieldsOf } from './fields.ts';
import { CUSTOM, type SignedWebhookSettings } from './settings.ts';
import { signatureOf, withTolerance } from './signature.ts';

/** What a sender without a name is called. */
const UNNAMED = 'the sender';
const FORMATS = ['json', 'form'] as const;
/** Longest id of a definition. */
const MAX_ID = 40;

type Options = SignedWebhookSettings['options'];

/**
 * The sender that a panel describes: a preset, or one of the user's own, with what the panel adds.
 * @returns why there can be no such sender, in the panel's words
 */
export function providerOf(settings: SignedWebhookSettings): Provider | SettingsError {
  try {
    const definition = withPanel(baseOf(settings), settings);
    return defineProvider(definition.id, definition);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    // Whatever was not said in better words by then.
    return new SettingsError(`The settings of this node do not fit together: ${messageOf(error)}.`);
  }
}

function baseOf({ preset, scheme, options }: SignedWebhookSettings): ProviderDefinition {
  if (preset !== CUSTOM) {
    const known = Object.values(PRESETS).find(({ id }) => id === preset);
    if (known !== undefined) return known.definition;
    throw new SettingsError(`There is no ${quoted('Preset')} ${preset}: choose one from the list.`);
  }
  const name = scheme.senderName || UNNAMED;
  return completeDefinition({
    id: slugOf(scheme.senderName),
    name,
    signature: signatureOf(scheme),
    body: bodyOf(options, scheme.signedText.includes('{form}')),
    handshakes: handshakesOf(options),
  });
}

/** The cell `provider` of its records: "acme-crm" of "Acme CRM". */
function slugOf(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').slice(0, MAX_ID).replace(/-$/, '');
  return /^[a-z]/.test(slug) ? slug : CUSTOM;
}

function bodyOf({ bodyFormats, listPath }: Options, isFormSigned: boolean): BodyDefinition {
  const chosen = FORMATS.filter((format) => bodyFormats?.includes(format) ?? format === 'json');
  if (chosen.length === 0) {
    throw new SettingsError(`Choose JSON, Form or both under ${quoted('Body Formats')}.`);
  }
  const accepts = FORMATS.filter(
    (format) => chosen.includes(format) || (format === 'form' && isFormSigned),
  );
  if (listPath === undefined) return { accepts };
  return { accepts, each: listPath === '$' ? '' : pathNamed('List Path', listPath) };
}

/** Requests that only want a text of theirs back. */
function handshakesOf({ challengePath, challengeQuery }: Options): HandshakeDefinition[] {
  const answer = { text: '{challenge}' };
  const query = { signed: false, challenge: { query: challengeQuery ?? '' }, answer };
  if (challengeQuery === '') {
    throw new SettingsError(
      `Enter the name of a query parameter under ${quoted('Challenge Query Parameter')}, such as hub.challenge.`,
    );
  }
  return [
    ...(challengePath === undefined
      ? []
      : [
          { signed: true, challenge: { path: pathNamed('Challenge Path', challengePath) }, answer },
        ]),
    ...(challengeQuery === undefined ? [] : [query, { ...query, method: 'GET' as const }]),
  ];
}

/** A definition with what the panel says besides how it signs. */
function withPanel(base: ProviderDefinition, settings: SignedWebhookSettings): ProviderDefinition {
  const { options, eventTypes, preset } = settings;
  const type = [
    ...pathIn('Event Type Path', options.eventTypePath),
    ...headerIn('Event Type Header', options.eventTypeHeader),
  ];
  if (preset === CUSTOM && eventTypes.length > 0 && type.length === 0) {
    throw new SettingsError(
      `${quoted('Event Types')} has types, but nothing says where a request has its own: add the option “Event Type Path” or “Event Type Header”.`,
    );
  }
  const ids = [
    ...pathIn('Event ID Path', options.eventIdPath),
    ...headerIn('Event ID Header', options.eventIdHeader),
  ];
  const rules: IdentityRule[] = ids.map((part) => ({ parts: [part] }));
  const { common, fields } = fieldsOf(settings.fields);
  const occurredAt = pathIn('Time Path', options.occurredAtPath)[0];
  const { tolerance } = options;
  return {
    ...base,
    ...(tolerance !== undefined && {
      signature: withTolerance(base.signature, base.name, tolerance),
    }),
    ...(type.length > 0 && { eventType: type }),
    identity: [...rules, ...base.identity],
    common: {
      ...base.common,
      ...common,
      ...(occurredAt !== undefined && { occurred_at: occurredAt }),
    },
    fields: [...base.fields.filter(({ key }) => !fields.some((own) => own.key === key)), ...fields],
  };
}

const pathIn = (label: string, text: string | undefined): Expression[] =>
  text === undefined ? [] : [pathNamed(label, text)];
const headerIn = (label: string, text: string | undefined): Expression[] =>
  text === undefined ? [] : [{ header: headerNamed(label, text) }];
