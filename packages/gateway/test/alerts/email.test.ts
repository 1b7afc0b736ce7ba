import { type SmtpServer, startSmtpServer } from '../../../../test/support/smtp-server.ts';
import { until } from '../../../../test/support/until.ts';
import { isMailAddress, sendByMail } from '../../src/alerts/channels/email.ts';
import { readConfig } from '../../src/config.ts';
import { type Fixture, startFixture } from './fixture.ts';

let smtp: SmtpServer;
let fixture: Fixture | undefined;

beforeEach(async () => {
  smtp = await startSmtpServer();
});
afterEach(async () => {
  await fixture?.close();
  fixture = undefined;
  await smtp.close();
});

const FROM = 'hooks@example.com';

test('an alert goes by e-mail, and what others have written stays in its line', async () => {
  fixture = await startFixture({ smtp: { url: smtp.url, from: FROM } });
  const { api, gateway } = fixture;
  const to = ['ops@example.com', 'night@example.com'];
  const { json, status } = await api.post('/v1/alert-channels', { kind: 'email', to });
  expect([status, json.target]).toEqual([201, 'ops@example.com, night@example.com']);
  const tried = await api.post(`/v1/alert-channels/${json.id}/test`, {});
  expect(tried.json).toEqual({ sent: true, error: null });
  const name = 'Zapier\r\nBcc: everybody@example.com\r\n\r\n.\u202ehidden';
  await gateway.services.tokens.create({ name, scopes: ['events:read'], expiresInDays: 1 });
  fixture.advance(20 * 3600_000);
  const [test, mail] = await until(
    () => smtp.mails,
    ({ length }) => length > 1,
  );
  expect(test?.headers).toContain('Subject: Signal Hooks: a test');
  expect(mail).toMatchObject({ from: FROM, to });
  expect(mail?.headers.filter((line) => /^bcc/i.test(line))).toEqual([]);
  expect(mail?.headers).toContain(
    'Subject: Signal Hooks: An API token expires (Zapier Bcc: everybody@example.com . hidden)',
  );
  expect(mail?.headers.find((line) => /^content-type/i.test(line))).toContain('text/plain');
  expect(mail?.text).toMatch(/\nCommand: signal-hooks token list\nDetails: http/);
});

test('what the server refuses is on record, without its password', async () => {
  smtp.recipientAnswer = '550 no such user here';
  const message = { subject: 'a', text: 'b' };
  const refused = await sendByMail({ url: smtp.url, from: FROM }, ['a@example.com'], message);
  expect(refused).toMatch(/^The mail server refused it: .*550 no such user here/);
  await smtp.close();
  const url = smtp.url.replace('//', '//user:pass%23word@');
  const gone = await sendByMail({ url, from: FROM }, ['a@example.com'], message);
  expect(gone).toMatch(/^The mail server could not be reached: nothing answers/);
  expect(gone).not.toMatch(/pass|user/);
});

test('a password is not sent to another machine without TLS', async () => {
  const url = smtp.url.replace('127.0.0.1', 'user:password@[::ffff:127.0.0.1]');
  const message = { subject: 'a', text: 'b' };
  const refused = await sendByMail({ url, from: FROM }, ['a@example.com'], message);
  expect(refused).toBe('The mail server offers no TLS, without which no password is sent.');
  expect([...smtp.verbs]).toEqual(['EHLO', 'STARTTLS']);
});

test('without a mail server no such channel is added, and the answer says what to set', async () => {
  fixture = await startFixture();
  const add = (body: object) => fixture?.api.post('/v1/alert-channels', body);
  const refused = await add({ kind: 'email', to: ['a@example.com'] });
  expect(refused?.status).toBe(409);
  expect(refused?.json.detail).toContain('SIGNAL_HOOKS_SMTP_URL');
});

test('what can be an address, and a server', () => {
  expect(isMailAddress('a.b+c@mail.example')).toBe(true);
  for (const bad of ['a', 'a@', 'a@b\n', 'a@b,c@d', '<a@b>', 'a b@c', 'a@b@c']) {
    expect(isMailAddress(bad)).toBe(false);
  }
  const read = (url: string, from?: string) =>
    readConfig({ SIGNAL_HOOKS_SMTP_URL: url, SIGNAL_HOOKS_SMTP_FROM: from }).smtp;
  expect(read('')).toBeNull();
  expect(read('smtps://mail.example', FROM)).toEqual({ url: 'smtps://mail.example', from: FROM });
  expect(() => read('http://u:secret@mail.example', FROM)).toThrow(/^SIGNAL_HOOKS_SMTP_URL must/);
  expect(() => read('http://u:secret@mail.example', FROM)).not.toThrow(/secret/);
  expect(() => read('smtp://mail.example')).toThrow(/^SIGNAL_HOOKS_SMTP_FROM must/);
});
