/** What the panel may say, and what publishing answers where that does not fit together. */
import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { SignedWebhookTrigger } from '../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { credentialType } from '../support/credentials.ts';
import { refusalOf } from '../support/refusal.ts';
import { makeRsaPair } from '../support/sign.ts';
import { ACME, OLD_SECRET, SECRET, signedWebhook } from '../support/signed-webhook.ts';

/** What publishing a node says. */
const refusal = (parameters: INodeParameters, credential?: IDataObject) =>
  refusalOf(signedWebhook(parameters, credential).activate(), [SECRET, OLD_SECRET]);

describe('publishing', () => {
  test.each<[string, INodeParameters]>([
    ['a custom sender', ACME],
    ['a preset', { preset: 'github' }],
    [
      'a signed time in a header',
      {
        ...ACME,
        signedText: 'v0:{timestamp}:{body}',
        timestampIn: 'header',
        timestampHeader: 'X-Acme-Timestamp',
        options: { tolerance: 60 },
      },
    ],
    [
      'an ID, and several signatures',
      {
        ...ACME,
        headerFormat: 'signatures',
        separator: ' ',
        prefix: 'v1,',
        encoding: 'base64',
        signedText: '{id}.{timestamp}.{body}',
        idHeader: 'Webhook-Id',
        timestampIn: 'header',
        timestampHeader: 'Webhook-Timestamp',
        secretEncoding: 'base64',
      },
    ],
  ])('%s is accepted', async (_what, parameters) => {
    await expect(signedWebhook(parameters).activate()).resolves.toBeUndefined();
  });

  test('a name with a colon behind it is a header’s too', async () => {
    const parameters = { ...ACME, signatureHeader: ' X-Acme-Signature: ' };
    await expect(signedWebhook(parameters).activate()).resolves.toBeUndefined();
  });

  const timed = { ...ACME, signedText: '{timestamp}.{body}' };
  test.each<[INodeParameters, RegExp]>([
    [{}, /under “Signature Header”\. Then publish/],
    [{ ...ACME, signatureHeader: 'X Acme' }, /“Signature Header” is no name of a request header/],
    [{ ...ACME, preset: 'gone' }, /There is no “Preset” gone/],
    [{ ...ACME, algorithm: 'md5' }, /There is no “Algorithm” md5/],
    [timed, /“Signed Text” has \{timestamp\}: choose under “Timestamp In”/],
    [{ ...timed, timestampIn: 'header' }, /under “Timestamp Header”/],
    [{ ...timed, timestampIn: 'pair' }, /choose “Name=Value Pairs” under “Header Format”/],
    [
      { ...timed, timestampIn: 'pair', headerFormat: 'pairs', timestampName: ' ' },
      /under “Timestamp Name”/,
    ],
    [
      { ...timed, timestampIn: 'pair', headerFormat: 'pairs', timestampName: 'v1' },
      /“Timestamp Name”, such as t; it is not that of the signature/,
    ],
    [{ ...timed, timestampIn: 'body' }, /remove \{timestamp\} from “Signed Text”/],
    [{ ...ACME, timestampIn: 'body' }, /Enter a path.+“Timestamp Path”/],
    [{ ...ACME, timestampIn: 'body', timestampPath: 'a..b' }, /“Timestamp Path” is no path/],
    [
      { ...ACME, timestampIn: 'header', timestampHeader: 'X-Time' },
      /add \{timestamp\} to “Signed Text”, or choose “None” under “Timestamp In”/,
    ],
    [{ ...ACME, headerFormat: 'pairs', signatureName: '' }, /under “Signature Name”/],
    [
      { ...ACME, signedText: '{payload}' },
      /“Signed Text” has a place \{payload\} that there is not/,
    ],
    [{ ...ACME, signedText: '{method}' }, /“Signed Text” needs \{body\} once/],
    [{ ...ACME, signedText: '{body}{body}' }, /“Signed Text” needs \{body\} once/],
    [{ ...ACME, signedText: '{body}{form}' }, /“Signed Text” needs \{body\} once/],
    [{ ...ACME, signedText: '{id}.{body}' }, /under “ID Header”/],
    [{ ...ACME, eventTypes: 'a, b' }, /add the option “Event Type Path” or “Event Type Header”/],
    [{ ...ACME, options: { eventTypePath: '' } }, /Enter a path.+“Event Type Path”/],
    [{ ...ACME, options: { eventTypeHeader: 'ü' } }, /“Event Type Header” is no name/],
    [{ ...ACME, options: { eventIdPath: '.' } }, /“Event ID Path” is no path/],
    [{ ...ACME, options: { eventIdHeader: '' } }, /under “Event ID Header”/],
    [{ ...ACME, options: { occurredAtPath: '' } }, /“Time Path”/],
    [{ ...ACME, options: { listPath: '' } }, /“List Path”/],
    [{ ...ACME, options: { challengePath: '' } }, /“Challenge Path”/],
    [{ ...ACME, options: { challengeQuery: '' } }, /“Challenge Query Parameter”/],
    [{ ...ACME, options: { bodyFormats: [] } }, /Choose JSON, Form or both under “Body Formats”/],
    [{ ...ACME, options: { tolerance: 60 } }, /Acme CRM.+remove the option “Tolerance”/],
    [{ preset: 'github', options: { tolerance: 60 } }, /GitHub.+remove the option “Tolerance”/],
  ])('%j is refused with what to do', async (parameters, message) => {
    const { message: what, description } = await refusal(parameters);
    expect(`${what} ${description}`).toMatch(message);
  });

  const timedByHeader = { ...timed, timestampIn: 'header', timestampHeader: 'X-Time' };
  test.each([0, -1, 1.5, 604_801, Number.NaN])(
    'a tolerance of %s is refused',
    async (tolerance) => {
      const { message } = await refusal({ ...timedByHeader, options: { tolerance } });
      expect(message).toMatch(/“Tolerance” must be a whole number of seconds, from 1 to 604800/);
    },
  );

  test.each([
    [{ name: 'Invoice', path: 'a' }, /“Invoice”: a name has small letters/],
    [{ name: '', path: 'a' }, /“”: a name has small letters/],
    [{ name: '__proto__', path: 'a' }, /a name has small letters/],
    [{ name: 'payload', path: 'a' }, /“payload”: every item has one of that name/],
    [{ name: 'event_id', path: 'a' }, /“event_id”: every item has one of that name/],
    [{ name: 'amount', path: '' }, /Enter a path into the payload under “Path of amount”/],
    [{ name: 'amount' }, /“Path of amount”/],
  ])('the field %j is refused', async (row, message) => {
    const { message: what } = await refusal({ ...ACME, fields: { field: [row] } });
    expect(what).toMatch(message);
  });

  test('more fields than a definition may have are refused', async () => {
    const field = Array.from({ length: 201 }, (_, at) => ({ name: `f${at}`, path: 'a' }));
    const { message } = await refusal({ ...ACME, fields: { field } });
    expect(message).toMatch(/“Fields” has more than 200/);
    const fewer = signedWebhook({ ...ACME, fields: { field: field.slice(1) } });
    await expect(fewer.activate()).resolves.toBeUndefined();
  });

  test('a field twice is refused', async () => {
    const row = { name: 'amount', path: 'a', type: 'number' };
    const { message } = await refusal({ ...ACME, fields: { field: [row, row] } });
    expect(message).toMatch(/“amount” is there twice/);
  });
});

describe('the credential has to fit the algorithm', () => {
  const rsa = { ...ACME, algorithm: 'rsa-sha256', encoding: 'base64' };
  const { publicKey } = makeRsaPair();

  test('a public key for RSA', async () => {
    const right = signedWebhook(rsa, { kind: 'publicKey', publicKey });
    await expect(right.activate()).resolves.toBeUndefined();
  });

  test.each<[INodeParameters, IDataObject, RegExp]>([
    [ACME, { signingSecret: '' }, /^Acme CRM is checked with a secret.+has none/],
    [ACME, { kind: 'publicKey', publicKey }, /^Acme CRM is checked with a secret.+has none/],
    [rsa, { signingSecret: SECRET }, /checked with a public key.+has none/],
    [rsa, { kind: 'publicKey', publicKey: SECRET }, /public key.+one that cannot be read/],
  ])('%j with %j is refused', async (parameters, credential, message) => {
    const refused = await refusal(parameters, credential);
    expect(refused.message).toMatch(message);
    expect(refused.description).toMatch(/^Open the credential and enter the (secret|public key)/);
  });
});

/** The names of parameters, those below another one behind its own; each once. */
function namesIn(properties: readonly INodeProperties[]): string[] {
  const names = properties.flatMap(({ name, type, options = [] }) => {
    if (type === 'collection') {
      return namesIn(options as INodeProperties[]).map((inner) => `${name}.${inner}`);
    }
    if (type !== 'fixedCollection') return [name];
    return options.flatMap((option) =>
      'values' in option
        ? namesIn(option.values).map((inner) => `${name}.${option.name}.${inner}`)
        : [],
    );
  });
  return [...new Set(names)];
}

test('what users store keeps its name', () => {
  const { properties, credentials } = new SignedWebhookTrigger().description;
  expect(namesIn(properties)).toEqual([
    ...['preset', 'notice', 'senderName', 'algorithm', 'signatureHeader', 'headerFormat'],
    ...['separator', 'signatureName', 'prefix', 'encoding', 'signedText', 'idHeader'],
    ...['timestampIn', 'timestampHeader', 'timestampName', 'timestampPath', 'timestampUnit'],
    ...['secretEncoding', 'eventTypes', 'fields.field.name', 'fields.field.path'],
    ...['fields.field.type', 'output', 'options.bodyFormats', 'options.challengePath'],
    ...['options.challengeQuery', 'options.eventIdHeader', 'options.eventIdPath'],
    ...['options.eventTypeHeader', 'options.eventTypePath', 'options.headers'],
    ...['options.listPath', 'options.pings', 'options.publicUrl', 'options.occurredAtPath'],
    'options.tolerance',
  ]);
  expect(credentials?.map(({ name }) => name)).toEqual(['signedWebhookApi']);
  const entered = credentialType('signedWebhookApi').properties.map(({ name }) => name);
  expect(entered.join(' ')).toBe('kind signingSecret previousSecret publicKey previousPublicKey');
});

/** The values that users store. */
test.each([
  ['algorithm', 'ecdsa-sha256 ed25519 hmac-sha1 hmac-sha256 hmac-sha512 rsa-sha256 token'],
  ['headerFormat', 'pairs signature signatures'],
  ['timestampIn', 'body header none pair'],
  ['timestampUnit', 'ms s'],
  ['secretEncoding', 'base64 hex text'],
  ['encoding', 'base64 hex'],
])('the values of %s stay', (name, values) => {
  const { properties } = new SignedWebhookTrigger().description;
  const { options = [] } = properties.find((one) => one.name === name) ?? {};
  expect(options.map((option) => 'value' in option && option.value).join(' ')).toBe(values);
});
