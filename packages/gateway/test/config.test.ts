import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { publicUrl, readConfig } from '../src/config.ts';
import { GatewayError } from '../src/errors.ts';

test('without anything it is safe on one’s own machine', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 8787,
    dataDir: resolve('.signal-hooks/data'),
    databaseUrl: null,
    databaseConnections: 10,
    create: 'if-new',
    deliver: true,
    publicUrl: null,
    key: undefined,
    allowedNetworks: [],
    allowHttp: false,
    console: true,
    consoleLink: false,
    consoleFolder: null,
    consoleEmails: [],
    maxBodyBytes: 10_485_760,
    retentionDays: 90,
    auditDays: 365,
    tracing: null,
    retentionBytes: null,
    payloadDays: null,
    smtp: null,
    ignoredProxies: [],
    stopMs: 7000,
    logLevel: 'info',
  });
});

test('every variable is read', () => {
  const env = {
    SIGNAL_HOOKS_HOST: '0.0.0.0',
    SIGNAL_HOOKS_PORT: '0',
    SIGNAL_HOOKS_DATA: '/srv/hooks',
    SIGNAL_HOOKS_DATABASE_URL: 'postgresql://hooks:p%23ss@db:5433/hooks?sslmode=verify-full',
    SIGNAL_HOOKS_DATABASE_CONNECTIONS: '5',
    SIGNAL_HOOKS_URL: 'https://hooks.example.com/base/',
    SIGNAL_HOOKS_KEY: 'ab',
    SIGNAL_HOOKS_ALLOWED_NETWORKS: '10.0.0.0/8, fd00::/8\n192.168.0.0/16,',
    SIGNAL_HOOKS_ALLOW_HTTP: 'true',
    SIGNAL_HOOKS_CONSOLE: 'off',
    SIGNAL_HOOKS_CONSOLE_EMAILS: 'owner@example.com, ops@example.com',
    SIGNAL_HOOKS_MAX_BODY_BYTES: '1024',
    SIGNAL_HOOKS_RETENTION_DAYS: 'never',
    SIGNAL_HOOKS_AUDIT_DAYS: '30',
    SIGNAL_HOOKS_RETENTION_BYTES: '20000000000',
    SIGNAL_HOOKS_PAYLOAD_DAYS: '30',
    SIGNAL_HOOKS_STOP_SECONDS: '25',
    HTTPS_PROXY: 'http://proxy:3128',
    http_proxy: 'http://proxy:3128',
    SIGNAL_HOOKS_LOG_LEVEL: 'warn',
    SIGNAL_HOOKS_SMTP_URL: 'smtp://mail.example.com',
    SIGNAL_HOOKS_SMTP_FROM: 'hooks@example.com',
  };
  expect(readConfig(env)).toEqual({
    host: '0.0.0.0',
    port: 0,
    dataDir: '/srv/hooks',
    databaseUrl: 'postgresql://hooks:p%23ss@db:5433/hooks?sslmode=verify-full',
    databaseConnections: 5,
    create: 'if-new',
    deliver: true,
    publicUrl: 'https://hooks.example.com/base',
    key: 'ab',
    allowedNetworks: ['10.0.0.0/8', 'fd00::/8', '192.168.0.0/16'],
    allowHttp: true,
    console: false,
    consoleLink: false,
    consoleFolder: null,
    consoleEmails: ['owner@example.com', 'ops@example.com'],
    maxBodyBytes: 1024,
    retentionDays: null,
    auditDays: 30,
    tracing: null,
    retentionBytes: 20_000_000_000,
    payloadDays: 30,
    smtp: { url: 'smtp://mail.example.com', from: 'hooks@example.com' },
    ignoredProxies: ['http_proxy', 'HTTPS_PROXY'],
    stopMs: 25_000,
    logLevel: 'warn',
  });
});

test('empty variables count as absent', () => {
  const names = [
    'HOST',
    'PORT',
    'DATA',
    'DATABASE_URL',
    'DATABASE_CONNECTIONS',
    'URL',
    'CONSOLE',
    'CONSOLE_EMAILS',
    'MAX_BODY_BYTES',
    'RETENTION_DAYS',
    'AUDIT_DAYS',
    'RETENTION_BYTES',
    'PAYLOAD_DAYS',
    'LOG_LEVEL',
  ];
  const env = Object.fromEntries(names.map((name) => [`SIGNAL_HOOKS_${name}`, '']));
  expect(readConfig(env)).toEqual(readConfig({}));
});

test.each([
  ['sqlite:/srv/other', '/srv/other'],
  ['sqlite:///srv/other', '/srv/other'],
  ['sqlite:other', resolve('other')],
])('%s is a data folder', (url, dataDir) => {
  const env = { SIGNAL_HOOKS_DATA: '/srv/hooks', SIGNAL_HOOKS_DATABASE_URL: url };
  expect(readConfig(env)).toMatchObject({ dataDir, databaseUrl: null });
});

const UNKNOWN = 'SIGNAL_HOOKS_DATABASE_URL must begin with postgres://, or be sqlite:<folder>.';
const UNREADABLE =
  'SIGNAL_HOOKS_DATABASE_URL cannot be read. In its password, write %23 for #, %2F for / and %3F for ?.';
test.each([
  ['mysql://u:secret@h/d', UNKNOWN],
  ['u:secret', UNKNOWN],
  ['/secret/folder', UNKNOWN],
  ['sqlite:', UNKNOWN],
  ['postgres://u:secret#1@h/d', UNREADABLE],
])('the database URL %s is refused without being shown', (url, message) => {
  const read = (): unknown => readConfig({ SIGNAL_HOOKS_DATABASE_URL: url });
  expect(read).toThrow(new GatewayError('invalid_request', message));
});

test('what the command line says wins, and a relative folder becomes absolute', () => {
  const env = { SIGNAL_HOOKS_PORT: '1', SIGNAL_HOOKS_DATA: '/a' };
  expect(readConfig(env, { port: 2, dataDir: 'b' })).toMatchObject({
    port: 2,
    dataDir: resolve('b'),
  });
});

test('payloads go before their events, or with them', () => {
  const read = (days: string, retention: string): number | null =>
    readConfig({ SIGNAL_HOOKS_PAYLOAD_DAYS: days, SIGNAL_HOOKS_RETENTION_DAYS: retention })
      .payloadDays;
  expect(read('89', '')).toBe(89);
  expect(read('400', 'never')).toBe(400);
  expect(() => read('30', '30')).toThrow(
    'SIGNAL_HOOKS_PAYLOAD_DAYS must be less than SIGNAL_HOOKS_RETENTION_DAYS, which is 30, not "30".',
  );
});

test.each([
  ['SIGNAL_HOOKS_PORT', '-1'],
  ['SIGNAL_HOOKS_PORT', '65536'],
  ['SIGNAL_HOOKS_PORT', '80.5'],
  ['SIGNAL_HOOKS_PORT', 'http'],
  ['SIGNAL_HOOKS_MAX_BODY_BYTES', '1023'],
  ['SIGNAL_HOOKS_MAX_BODY_BYTES', '104857601'],
  ['SIGNAL_HOOKS_MAX_BODY_BYTES', '10MB'],
  ['SIGNAL_HOOKS_STOP_SECONDS', '0'],
  ['SIGNAL_HOOKS_RETENTION_DAYS', '0'],
  ['SIGNAL_HOOKS_AUDIT_DAYS', '0'],
  ['SIGNAL_HOOKS_RETENTION_DAYS', 'ever'],
  ['SIGNAL_HOOKS_RETENTION_BYTES', '20'],
  ['SIGNAL_HOOKS_PAYLOAD_DAYS', '0'],
  ['SIGNAL_HOOKS_RETENTION_BYTES', '20GB'],
  ['SIGNAL_HOOKS_RETENTION_DAYS', 'NaN'],
])('%s=%s is refused by name', (name, value) => {
  const read = (): unknown => readConfig({ [name]: value });
  expect(read).toThrow(GatewayError);
  expect(read).toThrow(new RegExp(`^${name} must be a whole number from \\d+ to \\d+, not "`));
});

test.each(['10', '2130706433', '0x7f.1', '192.168.1', '10.0.0.0/8, lan'])(
  'the allowed networks %s are refused by name',
  (value) => {
    const read = (): unknown => readConfig({ SIGNAL_HOOKS_ALLOWED_NETWORKS: value });
    expect(read).toThrow(GatewayError);
    expect(read).toThrow(
      /^SIGNAL_HOOKS_ALLOWED_NETWORKS: "[^"]+" is no network\. Write it like 192/,
    );
  },
);

test.each([
  ...['1', 'yes', 'TRUE', 'on', ' true'].map((value) => [value, true] as const),
  ...['', '0', 'no', 'False', 'off'].map((value) => [value, false] as const),
])('ALLOW_HTTP=%j is %s', (value, allowHttp) => {
  expect(readConfig({ SIGNAL_HOOKS_ALLOW_HTTP: value }).allowHttp).toBe(allowHttp);
});

test.each([
  [
    'SIGNAL_HOOKS_ALLOW_HTTP',
    'maybe',
    /^SIGNAL_HOOKS_ALLOW_HTTP must be true or false, not "maybe"/,
  ],
  ['SIGNAL_HOOKS_LOG_LEVEL', 'loud', /^SIGNAL_HOOKS_LOG_LEVEL must be one of trace, .* not "loud"/],
  ['SIGNAL_HOOKS_DATABASE', '/k', /^The variable SIGNAL_HOOKS_DATABASE is not known\./],
  ['SIGNAL_HOOKS_RETENTION_DAY', '1', /Did you mean SIGNAL_HOOKS_RETENTION_DAYS\?/],
  ['SIGNAL_HOOKS_KEYFILE', '/k', /Did you mean SIGNAL_HOOKS_KEY_FILE\?/],
])('%s=%s is refused with words', (name, value, words) => {
  expect(() => readConfig({ [name]: value })).toThrow(words);
});

test('variables that Kubernetes sets beside a service of this name are none of ours', () => {
  const env = {
    SIGNAL_HOOKS_SERVICE_HOST: '10.0.0.1',
    SIGNAL_HOOKS_SERVICE_PORT: '80',
    SIGNAL_HOOKS_PORT: 'tcp://10.0.0.1:80',
  };
  expect(readConfig(env)).toEqual(readConfig({}));
});

describe('on a hosting platform', () => {
  const railway = {
    RAILWAY_ENVIRONMENT_NAME: 'production',
    RAILWAY_PUBLIC_DOMAIN: 'hooks.up.railway.app',
    PORT: '5123',
  };
  const render = {
    RENDER: 'true',
    RENDER_EXTERNAL_URL: 'https://hooks.onrender.com',
    PORT: '10000',
  };

  test.each([
    ['Railway', railway, 5123, 'https://hooks.up.railway.app'],
    ['Render', render, 10_000, 'https://hooks.onrender.com'],
  ])('%s says where to listen, and the public address', (_name, env, port, url) => {
    expect(readConfig(env)).toMatchObject({ host: '0.0.0.0', port, publicUrl: url });
  });

  test('the gateway’s own variables come first', () => {
    const own = {
      SIGNAL_HOOKS_HOST: '::',
      SIGNAL_HOOKS_PORT: '8787',
      SIGNAL_HOOKS_URL: 'https://hooks.example.com',
    };
    expect(readConfig({ ...railway, ...own })).toMatchObject({
      host: '::',
      port: 8787,
      publicUrl: 'https://hooks.example.com',
    });
  });

  test('without a domain no public address is known', () => {
    const { publicUrl } = readConfig({ ...railway, RAILWAY_PUBLIC_DOMAIN: '' });
    expect(publicUrl).toBeNull();
  });

  test('elsewhere PORT is another program’s', () => {
    expect(readConfig({ PORT: '3000', RENDER_EXTERNAL_URL: 'https://a.example' })).toEqual(
      readConfig({}),
    );
  });
});

test('SIGNAL_HOOKS_CONSOLE=link leaves the console on, and has each start print a link', () => {
  const env = { SIGNAL_HOOKS_CONSOLE: 'Link' };
  expect(readConfig(env)).toMatchObject({ console: true, consoleLink: true });
});

test.each([
  ['warning', 'warn'],
  ['WARN', 'warn'],
  ['Debug', 'debug'],
])('the log level %s is %s', (given, level) => {
  expect(readConfig({ SIGNAL_HOOKS_LOG_LEVEL: given }).logLevel).toBe(level);
});

describe('a secret in a file', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  test('is read, without the line break at its end', () => {
    const path = join(folder.path, 'secret');
    writeFileSync(path, 'postgres://u:secret@h/d\n');
    const config = readConfig({
      SIGNAL_HOOKS_DATABASE_URL_FILE: path,
      SIGNAL_HOOKS_KEY: 'k',
      SIGNAL_HOOKS_KEY_FILE: '',
    });
    expect(config).toMatchObject({ databaseUrl: 'postgres://u:secret@h/d', key: 'k' });
    expect(readConfig({ SIGNAL_HOOKS_KEY_FILE: path }).key).toBe('postgres://u:secret@h/d');
  });

  test('that is missing, or given twice, is refused by name', () => {
    const missing = { SIGNAL_HOOKS_KEY_FILE: join(folder.path, 'none') };
    expect(() => readConfig(missing)).toThrow(
      /SIGNAL_HOOKS_KEY_FILE names cannot be read \(ENOENT\)/,
    );
    const twice = { SIGNAL_HOOKS_KEY_FILE: '/a', SIGNAL_HOOKS_KEY: 'b' };
    expect(() => readConfig(twice)).toThrow(/either SIGNAL_HOOKS_KEY or SIGNAL_HOOKS_KEY_FILE/);
  });
});

test.each([
  ['https://hooks.example.com', 'https://hooks.example.com'],
  ['https://hooks.example.com///', 'https://hooks.example.com'],
  ['HTTP://Hooks.Example.com:8080/a/', 'http://hooks.example.com:8080/a'],
])('the public URL %s is %s', (given, normal) => {
  expect(publicUrl(given)).toBe(normal);
});

test.each([
  'hooks.example.com',
  'ftp://hooks.example.com',
  'https://',
  'https://hooks.example.com/?a=b',
  'https://hooks.example.com/#top',
  'javascript:alert(1)',
])('the public URL %s is refused', (given) => {
  expect(() => publicUrl(given)).toThrow(/must look like https:\/\/hooks.example.com/);
});
