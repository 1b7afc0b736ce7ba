import { readFileSync } from 'node:fs';
import { didYouMean } from '@signal-hooks/catalogue';
import { GatewayError } from './errors.ts';

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Those that may stand in a file, as Docker and Kubernetes hand secrets over. */
const SECRETS: readonly string[] = ['SIGNAL_HOOKS_KEY', 'SIGNAL_HOOKS_DATABASE_URL'];

const PREFIX = 'SIGNAL_HOOKS_';
/** Of the project's own scripts and tests. */
const OF_TOOLS = /^SIGNAL_HOOKS_(?:CACHE$|TEST_)/;

/**
 * Gives access to environment variables. What is asked for is remembered, so that a misspelt
 * variable, which nobody asks for, can be told.
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
    const unknown = Object.keys(given).find(
      (name) => name.startsWith(PREFIX) && !asked.has(name) && !OF_TOOLS.test(name),
    );
    if (unknown === undefined) return;
    throw new GatewayError(
      'invalid_request',
      `There is no variable ${unknown}.${didYouMean(unknown, known)} Correct it, or unset it.`,
    );
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
