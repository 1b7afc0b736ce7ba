import { request } from 'node:http';
import { startSmtpServer } from '../../../../test/support/smtp-server.ts';
import { until } from '../../../../test/support/until.ts';
import { sessionCookie } from '../../src/http/cookie.ts';
import { type CallOptions, type Harness, type Reply, startHarness } from './harness.ts';

const HOUR = 3600_000;
const CSRF = { 'x-signal-hooks-csrf': '1' };

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const signIn = (body: unknown, headers: Record<string, string> = CSRF): Promise<Reply> =>
  harness.call('POST', '/v1/sessions', { token: null, body, headers });

const cookieOf = ({ headers }: Reply): string =>
  headers.get('set-cookie')?.split(';')[0] ?? 'no cookie';

/** Calls with a cookie alone. */
const by = (cookie: string, method: string, path: string, options: CallOptions = {}) =>
  harness.call(method, path, {
    token: null,
    ...options,
    headers: { cookie, ...CSRF, ...options.headers },
  });

/** Fetch sets these headers itself, so this goes without it. */
const raw = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((done, fail) => {
    const sent = request(harness.url + path, { method, headers }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    sent.on('error', fail).end();
  });

const codeIn = (link: string): string => link.split('#code=')[1] ?? '';

describe('signing in', () => {
  test('by a token: the session may do what the token may, and no more', async () => {
    const token = await harness.token('events:read');
    const userAgent =
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 <script>';
    const reply = await signIn({ token }, { ...CSRF, 'user-agent': userAgent });
    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({ method: 'token', label: 'Firefox on Linux', name: 'test' });
    const cookie = cookieOf(reply);
    expect((await by(cookie, 'GET', '/v1/events')).status).toBe(200);
    expect((await by(cookie, 'GET', '/v1/tokens')).json).toMatchObject({
      code: 'forbidden',
      detail: 'Your session lacks the scope "admin".',
    });
    expect((await by(cookie, 'GET', '/v1/me')).json.token).toMatchObject({
      id: reply.json.id,
      name: 'test',
      scopes: ['events:read'],
    });
    const state = (await by(cookie, 'GET', '/v1/session')).json;
    expect(state).toMatchObject({ session: reply.json, token: null, scopes: ['events:read'] });
  });

  test('the cookie is for the API alone, hidden from scripts and from other sites', async () => {
    const reply = await signIn({ token: await harness.token('admin') });
    const port = new URL(harness.url).port;
    expect(reply.headers.get('set-cookie')).toMatch(
      new RegExp(
        `^signal-hooks-session-${port}=[\\w-]{43}; Max-Age=1209600; Path=/v1; HttpOnly; SameSite=Strict$`,
      ),
    );
    const log = harness.logged();
    expect(log).toContain('signed in');
    expect(log).not.toContain(cookieOf(reply).split('=')[1]);
    const [stored] = await harness.store.sessions.list();
    expect(JSON.stringify(stored)).not.toContain(cookieOf(reply).split('=')[1]);
  });

  test('by a link, once, within an hour', async () => {
    const { sessions } = harness.services;
    const link = await sessions.createLink();
    expect(link).toMatch(new RegExp(`^${harness.url}/console/#code=[\\w-]{43}$`));
    const code = codeIn(link);
    const first = await signIn({ code });
    expect(first.json).toMatchObject({ method: 'link', scopes: ['admin'], token_id: null });
    expect((await by(cookieOf(first), 'GET', '/v1/tokens')).status).toBe(200);
    const second = await signIn({ code });
    expect([second.status, second.json.code]).toEqual([401, 'unauthorized']);
    expect(second.json.detail).toContain('signal-hooks console link');
    const late = codeIn(await sessions.createLink());
    harness.advance(HOUR);
    expect((await signIn({ code: late })).status).toBe(401);
    expect(harness.logged()).not.toContain(code);
  });

  test('wants one thing to sign in by', async () => {
    const token = await harness.token('admin');
    for (const body of [{}, { token, code: 'x' }, { code: '' }, { code: 5 }, { password: 'x' }]) {
      expect((await signIn(body)).status).toBe(422);
    }
  });

  test('guesses are slowed down, of codes and of cookies', async () => {
    const statuses = new Set<number>();
    for (let at = 0; at < 40; at += 1) {
      statuses.add((await signIn({ code: `guess-${at}` })).status);
      statuses.add((await by(`${cookieName()}=guess-${at}`, 'GET', '/v1/sources')).status);
    }
    expect([...statuses]).toEqual([401, 429]);
  });
});

const cookieName = (): string => sessionCookie(harness.url).name;

describe('a session ends', () => {
  const begin = async (): Promise<string> =>
    cookieOf(await signIn({ token: await harness.token('admin') }));

  const statusOf = async (cookie: string): Promise<number> =>
    (await by(cookie, 'GET', '/v1/sources')).status;

  test('when one signs out, and the browser forgets it', async () => {
    const [one, other] = [await begin(), await begin()];
    const reply = await by(one, 'DELETE', '/v1/session');
    expect(reply.status).toBe(204);
    expect(reply.headers.get('set-cookie')).toMatch(/=; Max-Age=0; Path=\/v1; HttpOnly/);
    expect(await statusOf(one)).toBe(401);
    expect(await statusOf(other)).toBe(200);
  });

  test('when somebody else ends it, or all', async () => {
    const [one, other, third] = [await begin(), await begin(), await begin()];
    const { session } = (await by(one, 'GET', '/v1/session')).json;
    expect((await by(other, 'DELETE', `/v1/sessions/${session.id}`)).status).toBe(204);
    expect([await statusOf(one), await statusOf(other)]).toEqual([401, 200]);
    expect((await by(other, 'DELETE', '/v1/sessions')).status).toBe(204);
    expect([await statusOf(other), await statusOf(third)]).toEqual([401, 401]);
  });

  test('when its token is revoked, expires, or may do less', async () => {
    const { tokens } = harness.services;
    const make = (days: number) =>
      tokens.create({ name: 'x', scopes: ['sources:read', 'events:read'], expiresInDays: days });
    const [revoked, expiring] = [await make(9), await make(1)];
    const one = cookieOf(await signIn({ token: revoked.token }));
    await tokens.change(revoked.row.id, { scopes: ['events:read'] });
    expect(await statusOf(one)).toBe(403);
    await tokens.revoke(revoked.row.id);
    expect(await statusOf(one)).toBe(401);
    const other = cookieOf(await signIn({ token: expiring.token }));
    harness.advance(23 * HOUR);
    expect(await statusOf(other)).toBe(200);
    harness.advance(HOUR);
    expect(await statusOf(other)).toBe(401);
    expect((await harness.call('GET', '/v1/sessions')).json.data).toEqual([]);
  });

  test('after a day without a request, and after two weeks in any case', async () => {
    const { token } = await harness.services.tokens.create({
      ...{ name: 'x', scopes: ['admin'], expiresInDays: null },
    });
    const idle = cookieOf(await signIn({ token }));
    harness.advance(24 * HOUR);
    expect(await statusOf(idle)).toBe(401);
    const busy = cookieOf(await signIn({ token }));
    for (let day = 0; day < 14; day += 1) {
      harness.advance(23 * HOUR);
      expect(await statusOf(busy)).toBe(200);
    }
    harness.advance(14 * HOUR);
    expect(await statusOf(busy)).toBe(401);
  });

  test('then the cookie goes, and who is signed in can still be asked', async () => {
    const gone = `${cookieName()}=${'x'.repeat(43)}`;
    const reply = await by(gone, 'GET', '/v1/session');
    expect([reply.status, reply.json.session]).toEqual([200, null]);
    expect(reply.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await by(gone, 'GET', '/v1/sources')).status).toBe(401);
  });
});

describe('pages of other sites', () => {
  let cookie = '';
  beforeEach(async () => {
    cookie = cookieOf(await signIn({ token: await harness.token('admin') }));
  });
  const host = (): string => new URL(harness.url).host;

  test('cannot change anything', async () => {
    const refused: Record<string, string>[] = [
      {},
      { ...CSRF, 'sec-fetch-site': 'cross-site' },
      { ...CSRF, 'sec-fetch-site': 'same-site' },
      { ...CSRF, 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin' },
      { ...CSRF, origin: 'https://evil.example' },
      { ...CSRF, origin: 'null' },
      { ...CSRF, origin: `http://${host()}0` },
    ];
    for (const headers of refused) {
      const status = await raw('DELETE', '/v1/sessions', { cookie, ...headers });
      expect([headers, status]).toEqual([headers, 403]);
    }
    expect(await raw('GET', '/v1/tokens', { cookie })).toBe(200);
    const allowed = { ...CSRF, origin: harness.url, 'sec-fetch-site': 'same-origin' };
    expect(await raw('DELETE', '/v1/sessions', { cookie, ...allowed })).toBe(204);
  });

  test('cannot read anything, nor sign anybody in', async () => {
    expect(await raw('GET', '/v1/tokens', { cookie, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await raw('GET', '/v1/tokens', { cookie, 'sec-fetch-site': 'none' })).toBe(200);
    const token = await harness.token('admin');
    expect((await signIn({ token }, {})).json.code).toBe('csrf_refused');
    expect((await signIn({ token }, { ...CSRF, origin: 'https://evil.example' })).status).toBe(403);
  });

  test('a bearer token needs none of that', async () => {
    const token = await harness.token('admin');
    const headers = { cookie, authorization: `Bearer ${token}`, 'sec-fetch-site': 'cross-site' };
    expect(await raw('DELETE', '/v1/sessions', headers)).toBe(204);
  });
});

test('a console that is turned off lets nobody in', async () => {
  const cookie = cookieOf(await signIn({ token: await harness.token('admin') }));
  const value = cookie.split('=')[1];
  const off = await startHarness({ console: false });
  try {
    const [session] = await harness.store.sessions.list();
    if (session !== undefined) await off.store.sessions.add({ ...session, tokenId: null });
    const name = sessionCookie(off.url).name;
    const headers = { ...CSRF, cookie: `${name}=${value}` };
    const reply = await off.call('GET', '/v1/sources', { token: null, headers });
    expect(reply.status).toBe(401);
    const body = { code: codeIn(await off.services.sessions.createLink()) };
    const signedIn = await off.call('POST', '/v1/sessions', { token: null, headers: CSRF, body });
    expect([signedIn.status, signedIn.json.code]).toEqual([404, 'not_found']);
  } finally {
    await off.close();
  }
});

test('a link is sent by e-mail, to addresses of the owner alone', async () => {
  const smtp = await startSmtpServer();
  const consoleEmails = ['Owner@Example.com', 'ops@example.com'];
  const mailing = await startHarness({
    smtp: { url: smtp.url, from: 'hooks@example.com' },
    consoleEmails,
  });
  const ask = (email: string, language?: string): Promise<Reply> =>
    mailing.call('POST', '/v1/sign-in-links', {
      ...{ token: null, headers: CSRF, body: { email, language } },
    });
  try {
    const state = await mailing.call('GET', '/v1/session', { token: null });
    expect(state.json.sign_in).toEqual({ email_link: true });
    const answers = [];
    for (const email of ['stranger@example.com', 'owner@example.com']) {
      const { status, text } = await ask(email);
      answers.push({ status, text });
    }
    expect(answers).toEqual([
      { status: 204, text: '' },
      { status: 204, text: '' },
    ]);
    const [mail] = await until(
      () => smtp.mails,
      ({ length }) => length > 0,
    );
    expect(mail?.to).toEqual(['owner@example.com']);
    const link = mail?.text.match(/http\S+/)?.[0] ?? '';
    expect(link).toContain(`${mailing.url}/console/#code=`);
    const body = { code: codeIn(link) };
    const reply = await mailing.call('POST', '/v1/sessions', { token: null, headers: CSRF, body });
    expect(reply.json).toMatchObject({ method: 'email', name: 'owner@example.com' });
    for (let at = 0; at < 5; at += 1) await ask('owner@example.com');
    await ask('ops@example.com', 'ru');
    await until(
      () => smtp.mails,
      (mails) => mails.some(({ to }) => to.includes('ops@example.com')),
    );
    expect(smtp.mails.find(({ to }) => to.includes('ops@example.com'))?.text).toContain('Откройте');
    expect(smtp.mails.filter(({ to }) => to.includes('owner@example.com'))).toHaveLength(3);
    expect((await ask('ops@example.com', 'xx')).status).toBe(422);
    expect(mailing.logged()).not.toContain(codeIn(link));
  } finally {
    await mailing.close();
    await smtp.close();
  }
});

test.each([
  ['https://hooks.example.com', '__Host-signal-hooks-session', '/; HttpOnly', true],
  ['https://example.com/hooks', '__Secure-signal-hooks-session', '/hooks/v1; HttpOnly', true],
  ['https://example.com:8443', '__Host-signal-hooks-session-8443', '/; HttpOnly', true],
  ['http://localhost:8787/a', 'signal-hooks-session-8787', '/a/v1; HttpOnly', false],
])('the cookie of %s', (url, name, path, isSecure) => {
  const cookie = sessionCookie(url);
  const kept = cookie.keep('abc', 5000);
  expect(kept).toBe(
    `${name}=abc; Max-Age=5; Path=${path}; SameSite=Strict${isSecure ? '; Secure' : ''}`,
  );
  expect(cookie.read(`a=b; ${name}x=1; ${name}=abc; c=d`)).toBe('abc');
  expect(cookie.read(`x${name}=abc`)).toBeUndefined();
  expect(cookie.read(undefined)).toBeUndefined();
});
