import { readFileSync } from 'node:fs';
import { nearest } from '@signal-hooks/catalogue';
import { GatewayError } from './errors.ts';

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Those that may be given in a file, as Docker and Kubernetes hand secrets over. */
const SECRETS: readonly string[] = [
  'SIGNAL_HOOKS_KEY',
  'SIGNAL_HOOKS_DATABASE_URL',
  'SIGNAL_HOOKS_SMTP_URL',
];

const PREFIX = 'SIGNAL_HOOKS_';
/** So many letters may be wrong. */
const MOST_LETTERS = 2;

/**
 * Gives access to environment variables. What is asked for is remembered, so that a misspelt
 * variable, which nobody asks for, can be reported.
 *
 * A secret is taken from the file that `<name>_FILE` names, if that is set.
 */
export function readVariables(given: Environment): {
  readonly env: Environment;
  /** Call it when everything has been asked for. @throws {GatewayError} `invalid_request` that names the variable */
  readonly assertAllKnown: () => void;
} {
  const asked = new Set(SECRETS.map((name) => `${name}_FILE`));
  const env = new Proxy(given, {
    get: (_target, name) => {
      asked.add(String(name));
      return SECRETS.includes(String(name)) ? secret(given, String(name)) : given[String(name)];
    },
  });
  const assertAllKnown = (): void => {
    const known = [...asked].filter((name) => name.startsWith(PREFIX));
    for (const name of Object.keys(given)) {
      if (!name.startsWith(PREFIX) || asked.has(name)) continue;
      // Others begin so too: Kubernetes sets SIGNAL_HOOKS_SERVICE_HOST beside a service of that name.
      const meant =
        known.find((each) => each.startsWith(`${name}_`)) ?? nearest(name, known, MOST_LETTERS);
      if (meant === undefined) continue;
      throw new GatewayError(
        'invalid_request',
        `The variable ${name} is not known. Did you mean ${meant}?`,
      );
    }
  };
  return { env, assertAllKnown };
}

/** @throws {GatewayError} `invalid_request` if the file cannot be read, or both are given */
function secret(given: Environment, name: string): string | undefined {
  const path = given[`${name}_FILE`];
  const value = given[name];
  if (!path) return value;
  if (value) {
    throw new GatewayError('invalid_request', `Set either ${name} or ${name}_FILE, not both.`);
  }
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const message = `The file that ${name}_FILE names cannot be read (${code}): ${path}`;
    throw new GatewayError('invalid_request', message, { cause });
  }
}
