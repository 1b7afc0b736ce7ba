import type { Provider, Settings } from '@signal-hooks/catalogue';
import type { SourceLimits, SourceSecrets } from '../../domain.ts';
import type { FieldProblem } from '../../errors.ts';
import { unknownTypes } from '../event-types.ts';
import { invalid } from '../invalid.ts';

/** What a user can say about a source; what is absent stays as it is. */
export interface SourceInput {
  /** What people recognise it by. */
  readonly name?: string;
  /** Event types to ask for at the provider; empty: all known ones. */
  readonly events?: readonly string[];
  /** Accepted values of the whole `Authorization` header. */
  readonly authorization?: readonly string[];
  readonly publicKeys?: readonly string[];
  /** Take requests without a signature. */
  readonly unsigned?: boolean;
  /** Values of the provider's setting fields; an empty text takes one away. */
  readonly settings?: Settings;
  /** Requests per second; null: no limit. */
  readonly maxPerSecond?: number | null;
  /** Largest body in bytes, below the gateway's own limit; null: that one. */
  readonly maxBodyBytes?: number | null;
}

/** The bounds of a source's own limits. */
export const SOURCE_LIMITS: Readonly<Record<keyof SourceLimits, Bounds>> = {
  maxPerSecond: { least: 1, most: 10_000 },
  maxBodyBytes: { least: 1024, most: 100 * 1024 * 1024 },
};

interface Bounds {
  readonly least: number;
  readonly most: number;
}

const MAX_NAME = 100;
const MAX_SECRET = 1000;
const MAX_KEY = 10_000;
const MAX_SETTING = 2000;
const MAX_EVENT = 100;
const MAX_ITEMS = 20;
const MAX_EVENTS = 100;

/**
 * Applies an input to what a source holds.
 * @throws {GatewayError} `invalid_request` with every problem found
 */
export function applyInput(
  provider: Provider,
  stored: SourceSecrets,
  input: SourceInput & { readonly secrets?: readonly string[] },
): SourceSecrets {
  const secrets: SourceSecrets = {
    ...stored,
    secrets: input.secrets ?? stored.secrets,
    publicKeys: input.publicKeys ?? stored.publicKeys,
    authorization: input.authorization ?? stored.authorization,
    unsigned: input.unsigned ?? (stored.unsigned && !givesCredential(input)),
    settings: withoutEmpty({ ...stored.settings, ...input.settings }),
    limits: {
      maxPerSecond: given(input.maxPerSecond, stored.limits?.maxPerSecond),
      maxBodyBytes: given(input.maxBodyBytes, stored.limits?.maxBodyBytes),
    },
  };
  const problems = [
    ...checkName(input.name),
    ...checkEvents(provider, input.events ?? []),
    ...checkSecrets(provider, input.secrets ?? []),
    ...checkKeys(provider, input.publicKeys ?? []),
    ...checkTexts('authorization', input.authorization ?? []),
    ...checkSettings(provider, input.settings ?? {}),
    ...checkLimit('max_per_second', input.maxPerSecond, SOURCE_LIMITS.maxPerSecond),
    ...checkLimit('max_body_bytes', input.maxBodyBytes, SOURCE_LIMITS.maxBodyBytes),
  ];
  if (input.unsigned === true && (secrets.secrets.length > 0 || secrets.publicKeys.length > 0)) {
    // It would have no effect, and whoever set it would believe that it has.
    const message = 'The source holds a secret or key, so its requests must be signed.';
    problems.push({ path: 'unsigned', message });
  }
  if (problems.length > 0) throw invalid(problems);
  return secrets;
}

/** Null is a value: it takes a limit away. */
const given = (input: number | null | undefined, stored: number | null = null): number | null =>
  input === undefined ? stored : input;

function checkLimit(
  path: string,
  value: number | null | undefined,
  { least, most }: Bounds,
): FieldProblem[] {
  if (value === undefined || value === null) return [];
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ path, message: `Give a whole number from ${least} to ${most}, or null.` }];
}

const givesCredential = (input: Parameters<typeof applyInput>[2]): boolean =>
  (input.secrets ?? []).length > 0 || (input.publicKeys ?? []).length > 0;

/**
 * The settings with the defaults of those that were not given.
 * @throws {GatewayError} `invalid_request` if one that registration needs is missing, or if
 *   the provider's webhooks are registered by hand
 */
export function settingsForRegistration(provider: Provider, given: Settings): Settings {
  const { registration } = provider;
  if (registration.api === null) {
    const message = `${provider.name} has no API for webhooks; paste the ingest URL there by hand.`;
    throw invalid([{ path: 'register', message }]);
  }
  const settings: Record<string, string> = {};
  const problems: FieldProblem[] = [];
  for (const field of registration.settings) {
    const value = given[field.key] ?? field.default;
    if (value !== undefined) settings[field.key] = value;
    else if (field.required) {
      problems.push({
        path: `settings.${field.key}`,
        message: `Needed to register. ${field.help}`,
      });
    }
  }
  if (problems.length > 0) throw invalid(problems);
  return settings;
}

/** What is wrong with secrets; also for a rotation. */
export function checkSecrets(provider: Provider, secrets: readonly string[]): FieldProblem[] {
  if (secrets.length > 0 && !provider.signature.isSymmetric) {
    const message = `${provider.name} signs with a private key; give its public keys instead.`;
    return [{ path: 'secrets', message }];
  }
  const problems = checkTexts('secrets', secrets);
  return problems.length > 0 ? problems : checkForms(provider, secrets);
}

const SECRET_FORMS = {
  base64: /^[A-Za-z0-9+/_-]+={0,2}$/,
  hex: /^(?:[0-9a-f]{2})+$/i,
} as const;

/** A key that was cut off or is another one decodes to something all the same, and nothing would fit. */
function checkForms({ name, signature }: Provider, secrets: readonly string[]): FieldProblem[] {
  const { secret: form } = signature.definition;
  if (form === undefined) return [];
  const { prefix, encoding } = form;
  return secrets.flatMap((text, at) => {
    const bare = text.startsWith(prefix) ? text.slice(prefix.length) : text;
    if (SECRET_FORMS[encoding].test(bare)) return [];
    const behind = prefix === '' ? '' : `, often behind “${prefix}”`;
    const message = `Secrets of ${name} are written in ${encoding}${behind}. Copy it again.`;
    return [{ path: `secrets.${at}`, message }];
  });
}

function checkName(name: string | undefined): FieldProblem[] {
  if (name === undefined || (name.trim() !== '' && name.length <= MAX_NAME)) return [];
  return [{ path: 'name', message: `Give a name of 1 to ${MAX_NAME} characters.` }];
}

/**
 * Refuses changes of a registered source that the provider would not learn of: they would look
 * as if they had been made.
 * @throws {GatewayError} `invalid_request`
 */
export function refuseIgnored(provider: Provider, stored: SourceSecrets, input: SourceInput): void {
  const { registration, name } = provider;
  const problems: FieldProblem[] = [];
  const setting = registration.api?.authorizationSetting;
  if (input.authorization !== undefined && setting !== undefined) {
    const message = `${name} sends what settings.${setting} says; change that instead.`;
    problems.push({ path: 'authorization', message });
  }
  for (const { key, keptBecause } of registration.settings) {
    const isTakenAway = input.settings?.[key] === '' && stored.settings[key] !== undefined;
    if (!isTakenAway || keptBecause === undefined) continue;
    problems.push({ path: `settings.${key}`, message: keptBecause });
  }
  if (problems.length > 0) throw invalid(problems);
}

function checkEvents(provider: Provider, events: readonly string[]): FieldProblem[] {
  if (events.length === 0) return [];
  const { registration, name } = provider;
  if (!registration.hasChoiceOfEvents) {
    const message = `${name} always sends all its events. Choose event types in the subscription instead.`;
    return [{ path: 'events', message }];
  }
  if (events.length > MAX_EVENTS) {
    return [{ path: 'events', message: `Give at most ${MAX_EVENTS} event types.` }];
  }
  const bad = events.findIndex((type) => type.trim() === '' || type.length > MAX_EVENT);
  if (bad !== -1) {
    return [{ path: `events.${bad}`, message: `Give 1 to ${MAX_EVENT} characters.` }];
  }
  return unknownTypes(events, [provider]).map(({ at, message }) => ({
    path: `events.${at}`,
    message,
  }));
}

function checkTexts(path: string, texts: readonly string[]): FieldProblem[] {
  if (texts.length > MAX_ITEMS) return [{ path, message: `Give at most ${MAX_ITEMS}.` }];
  return texts.flatMap((text, at) => {
    if (text === '' || text.length > MAX_SECRET) {
      return [{ path: `${path}.${at}`, message: `Give 1 to ${MAX_SECRET} characters.` }];
    }
    if (text !== text.trim()) {
      // The commonest reason for "wrong signature": a line break copied along.
      const message = 'It begins or ends with white space. Copy it again without.';
      return [{ path: `${path}.${at}`, message }];
    }
    return [];
  });
}

function checkKeys(provider: Provider, keys: readonly string[]): FieldProblem[] {
  const { publicKeys } = provider.signature;
  if (keys.length > 0 && publicKeys === null) {
    const message = `${provider.name} signs with a shared secret; give that instead.`;
    return [{ path: 'public_keys', message }];
  }
  if (keys.length > MAX_ITEMS) {
    return [{ path: 'public_keys', message: `Give at most ${MAX_ITEMS}.` }];
  }
  return keys.flatMap((key, at) => {
    if (publicKeys === null || (key.length <= MAX_KEY && publicKeys.read(key) !== null)) return [];
    const message = `This is not ${publicKeys.form}.`;
    return [{ path: `public_keys.${at}`, message }];
  });
}

function checkSettings({ registration, name }: Provider, settings: Settings): FieldProblem[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const field = registration.settings.find((each) => each.key === key);
    const path = `settings.${key}`;
    if (field === undefined) return [{ path, message: `${name} has no such setting.` }];
    if (value.length > MAX_SETTING || value !== value.trim()) {
      return [
        { path, message: `Give up to ${MAX_SETTING} characters without white space around.` },
      ];
    }
    if (value === '' || !field.options || field.options.includes(value)) return [];
    return [{ path, message: `Give one of ${field.options.join(', ')}.` }];
  });
}

const withoutEmpty = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
