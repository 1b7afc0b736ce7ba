import { resolve } from 'node:path';
import { isMailAddress, type SmtpSettings } from './alerts/channels/email.ts';
import { type Environment, readVariables } from './environment.ts';
import { GatewayError } from './errors.ts';
import { compileAddressPolicy } from './net/address-policy.ts';
import { platformOf } from './platform.ts';
import { type TracingConfig, tracingOf } from './tracing/variables.ts';

/** How a gateway is set up. Every value has a default that is safe on one's own machine. */
export interface GatewayConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Folder of the key, and of the database unless that is elsewhere. */
  readonly dataDir: string;
  /** A PostgreSQL database; null: SQLite in the data folder. Holds a password: never to be shown. */
  readonly databaseUrl: string | null;
  /** Most connections to PostgreSQL that this gateway opens. */
  readonly databaseConnections: number;
  /**
   * Whether a SQLite database may be made where there is none. `if-new`: only in a folder that
   * has neither a key nor a database yet; `always`: also beside the key of a database that is lost.
   */
  readonly create: 'if-new' | 'always' | 'never';
  /** Whether deliveries are made; without, they wait in the store. */
  readonly deliver: boolean;
  /** The address under which providers reach this gateway, without a slash at its end; null: not known. */
  readonly publicUrl: string | null;
  /** 64 hex digits; undefined: the file `key` in the data folder. */
  readonly key: string | undefined;
  /** Internal networks that deliveries and registrations may reach, as CIDRs. */
  readonly allowedNetworks: readonly string[];
  /** Whether deliveries may go to plain http:// addresses outside these networks too. */
  readonly allowHttp: boolean;
  /** Names of proxy variables that are set. Outgoing requests never use a proxy: see `gateway.ts`. */
  readonly ignoredProxies: readonly string[];
  /** The mail server for alerts; null: none. Holds a password: never to be shown. */
  readonly smtp: SmtpSettings | null;
  /** Whether there is a console, and one can sign in. */
  readonly console: boolean;
  /** Whether every start prints a link that signs in, also where somebody has signed in before. */
  readonly consoleLink: boolean;
  /** The folder that it was built into; null: it was not. */
  readonly consoleFolder: string | null;
  /** Addresses of e-mail that sign-in links are sent to. */
  readonly consoleEmails: readonly string[];
  readonly maxBodyBytes: number;
  /** Events older than this are deleted; null: never. */
  readonly retentionDays: number | null;
  /** Entries of the audit log older than this are deleted; null: never. */
  readonly auditDays: number | null;
  /** While what is stored takes more bytes, the oldest events are deleted; null: whatever it takes. */
  readonly retentionBytes: number | null;
  /** Payloads of events older than this are deleted, and the events stay; null: as long as the event. */
  readonly payloadDays: number | null;
  /** How long closing may take in all, in milliseconds. */
  readonly stopMs: number;
  readonly logLevel: string;
  /** Where traces go, by OpenTelemetry's own variables; null: there are none. */
  readonly tracing: TracingConfig | null;
}

/** 10 MiB: what Zapier accepts too. */
const DEFAULT_MAX_BODY = 10 * 1024 * 1024;

/** What many programs read; some of them in lower case only. */
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** The port the gateway listens on by default. */
export const DEFAULT_PORT = 8787;

/**
 * Reads the configuration from environment variables; what is given in `overrides` wins.
 * @throws {GatewayError} `invalid_request` with a sentence that names the variable
 */
export function readConfig(
  given: Environment,
  overrides: Partial<GatewayConfig> = {},
): GatewayConfig {
  const { env, assertAllKnown } = readVariables(given);
  const database = databaseOf(env.SIGNAL_HOOKS_DATABASE_URL);
  const folder = env.SIGNAL_HOOKS_DATA;
  const platform = platformOf(env);
  const fromEnv: GatewayConfig = {
    host: env.SIGNAL_HOOKS_HOST || platform?.host || '127.0.0.1',
    port: portOf(env.SIGNAL_HOOKS_PORT, platform?.port),
    dataDir: database.folder || folder || '.signal-hooks/data',
    databaseUrl: database.url,
    databaseConnections: integer(
      'SIGNAL_HOOKS_DATABASE_CONNECTIONS',
      env.SIGNAL_HOOKS_DATABASE_CONNECTIONS,
      10,
      3,
      1000,
    ),
    create: 'if-new',
    deliver: true,
    publicUrl: publicUrl(env.SIGNAL_HOOKS_URL || platform?.url),
    key: env.SIGNAL_HOOKS_KEY,
    allowedNetworks: networks(env.SIGNAL_HOOKS_ALLOWED_NETWORKS),
    allowHttp: isOn('SIGNAL_HOOKS_ALLOW_HTTP', env.SIGNAL_HOOKS_ALLOW_HTTP),
    ignoredProxies: PROXY_VARIABLES.filter((name) => Boolean(env[name])),
    smtp: smtpOf(env.SIGNAL_HOOKS_SMTP_URL, env.SIGNAL_HOOKS_SMTP_FROM),
    ...consoleOf(env.SIGNAL_HOOKS_CONSOLE),
    consoleFolder: null,
    consoleEmails: emails(env.SIGNAL_HOOKS_CONSOLE_EMAILS),
    maxBodyBytes: integer(
      'SIGNAL_HOOKS_MAX_BODY_BYTES',
      env.SIGNAL_HOOKS_MAX_BODY_BYTES,
      DEFAULT_MAX_BODY,
      1024,
      100 * 1024 * 1024,
    ),
    retentionDays: retention(env.SIGNAL_HOOKS_RETENTION_DAYS),
    auditDays: days('SIGNAL_HOOKS_AUDIT_DAYS', env.SIGNAL_HOOKS_AUDIT_DAYS, 365),
    retentionBytes: size(env.SIGNAL_HOOKS_RETENTION_BYTES),
    payloadDays: payloads(env.SIGNAL_HOOKS_PAYLOAD_DAYS, env.SIGNAL_HOOKS_RETENTION_DAYS),
    stopMs: 1000 * integer('SIGNAL_HOOKS_STOP_SECONDS', env.SIGNAL_HOOKS_STOP_SECONDS, 7, 1, 600),
    logLevel: logLevel(env.SIGNAL_HOOKS_LOG_LEVEL),
    tracing: tracingOf(env),
  };
  assertAllKnown();
  const config = { ...fromEnv, ...overrides };
  return { ...config, dataDir: resolve(config.dataDir) };
}

/** Where the data is: a folder for SQLite, or a PostgreSQL database. No message shows the URL. */
function databaseOf(text: string | undefined): { folder: string | null; url: string | null } {
  if (text === undefined || text === '') return { folder: null, url: null };
  const folder = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (folder !== undefined) return { folder, url: null };
  if (!/^postgres(?:ql)?:\/\//.test(text)) {
    throw new GatewayError(
      'invalid_request',
      'SIGNAL_HOOKS_DATABASE_URL must begin with postgres://, or be sqlite:<folder>.',
    );
  }
  if (URL.canParse(text)) return { folder: null, url: text };
  throw new GatewayError(
    'invalid_request',
    'SIGNAL_HOOKS_DATABASE_URL cannot be read. In its password, write %23 for #, %2F for / and %3F for ?.',
  );
}

/** No message shows the URL. */
function smtpOf(text = '', from = ''): SmtpSettings | null {
  if (text === '') return null;
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new GatewayError(
      'invalid_request',
      'SIGNAL_HOOKS_SMTP_URL must look like smtp://user:password@mail.example.com:587, or begin with smtps://. In its password, write %23 for #, %2F for / and %3F for ?.',
    );
  }
  if (isMailAddress(from)) return { url: text, from };
  throw new GatewayError(
    'invalid_request',
    'SIGNAL_HOOKS_SMTP_FROM must be the address that e-mail comes from, such as hooks@example.com.',
  );
}

/**
 * Where it listens: the gateway's own variable comes before the platform's. Beside a service that is called
 * `signal-hooks`, Kubernetes sets the same variable to `tcp://10.0.0.1:8787`.
 */
function portOf(own: string | undefined, platform: string | undefined): number {
  const fallback = integer('PORT', platform, DEFAULT_PORT, 0, 65_535);
  if (own?.startsWith('tcp://')) return fallback;
  return integer('SIGNAL_HOOKS_PORT', own, fallback, 0, 65_535);
}

/** Besides on and off there is `link`: where nobody has a shell, the log is the only way to a new link. */
function consoleOf(text = ''): Pick<GatewayConfig, 'console' | 'consoleLink'> {
  const word = text.trim().toLowerCase() || 'on';
  if (word === 'link') return { console: true, consoleLink: true };
  return { console: isOn('SIGNAL_HOOKS_CONSOLE', word), consoleLink: false };
}

function networks(text = ''): readonly string[] {
  const list = text.split(/[\s,]+/).filter(Boolean);
  try {
    compileAddressPolicy(list);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    const message = `SIGNAL_HOOKS_ALLOWED_NETWORKS: ${reason}`;
    throw new GatewayError('invalid_request', message, { cause });
  }
  return list;
}

function emails(text = ''): readonly string[] {
  const list = text.split(/[\s,]+/).filter(Boolean);
  const wrong = list.find((address) => !isMailAddress(address));
  if (wrong === undefined) return list;
  throw new GatewayError(
    'invalid_request',
    `SIGNAL_HOOKS_CONSOLE_EMAILS: "${wrong}" is no e-mail address. Separate several with commas.`,
  );
}

const ON: readonly string[] = ['true', '1', 'yes', 'on'];
const OFF: readonly string[] = ['', 'false', '0', 'no', 'off'];

function isOn(name: string, text = ''): boolean {
  const word = text.trim().toLowerCase();
  if (ON.includes(word)) return true;
  if (OFF.includes(word)) return false;
  throw new GatewayError('invalid_request', `${name} must be true or false, not "${text}".`);
}

const LOG_LEVELS: readonly string[] = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
  'silent',
];

function logLevel(text = ''): string {
  const word = text.trim().toLowerCase() || 'info';
  const level = word === 'warning' ? 'warn' : word;
  if (LOG_LEVELS.includes(level)) return level;
  const levels = LOG_LEVELS.join(', ');
  throw new GatewayError(
    'invalid_request',
    `SIGNAL_HOOKS_LOG_LEVEL must be one of ${levels}, not "${text}".`,
  );
}

function integer(
  name: string,
  text: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new GatewayError(
    'invalid_request',
    `${name} must be a whole number from ${least} to ${most}, not "${text}".`,
  );
}

/** How many days something is kept; null: for ever. */
function days(name: string, text: string | undefined, fallback: number): number | null {
  if (text === 'never') return null;
  return integer(name, text, fallback, 1, 36_500);
}

const retention = (text: string | undefined): number | null =>
  days('SIGNAL_HOOKS_RETENTION_DAYS', text, 90);

function payloads(text: string | undefined, whole: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const days = integer('SIGNAL_HOOKS_PAYLOAD_DAYS', text, 0, 1, 36_500);
  const most = retention(whole);
  if (most === null || days < most) return days;
  throw new GatewayError(
    'invalid_request',
    `SIGNAL_HOOKS_PAYLOAD_DAYS must be less than SIGNAL_HOOKS_RETENTION_DAYS, which is ${most}, not "${text}".`,
  );
}

/** From 10 MB: in less than that a gateway that was just set up has no room. */
function size(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  return integer('SIGNAL_HOOKS_RETENTION_BYTES', text, 0, 10_000_000, Number.MAX_SAFE_INTEGER);
}

/** Checks and normalises the public URL. @throws {GatewayError} `invalid_request` */
export function publicUrl(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new GatewayError(
      'invalid_request',
      'The public URL (SIGNAL_HOOKS_URL) must look like https://hooks.example.com, without a query.',
    );
  }
  return url.href.replace(/\/+$/, '');
}
