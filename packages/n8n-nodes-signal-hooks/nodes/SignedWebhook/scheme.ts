import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

const HMAC = ['hmac-sha256', 'hmac-sha1', 'hmac-sha512'];
const PUBLIC_KEY = ['rsa-sha256', 'ecdsa-sha256', 'ed25519'];
const SIGNING = [...HMAC, ...PUBLIC_KEY];

/** Shows a parameter for custom senders only. @param also what else must be chosen */
const forCustom = (also: IDisplayOptions['show'] = {}): IDisplayOptions => ({
  show: { preset: ['custom'], ...also },
});

/** How a sender of the user's own signs. */
export const SCHEME: INodeProperties[] = [
  {
    displayName: 'Sender Name',
    name: 'senderName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Acme',
    description: 'Who sends: items have it as “provider”, in small letters',
    displayOptions: forCustom(),
  },
  {
    displayName: 'Algorithm',
    name: 'algorithm',
    type: 'options',
    default: 'hmac-sha256',
    description: 'What the sender signs with',
    displayOptions: forCustom(),
    options: [
      {
        name: 'ECDSA P-256 With SHA-256',
        value: 'ecdsa-sha256',
        description: 'Checked with a public key',
      },
      { name: 'Ed25519', value: 'ed25519', description: 'Checked with a public key' },
      { name: 'HMAC-SHA1', value: 'hmac-sha1', description: 'Checked with the shared secret' },
      {
        name: 'HMAC-SHA256',
        value: 'hmac-sha256',
        description: 'Checked with the shared secret. Most senders do this.',
      },
      { name: 'HMAC-SHA512', value: 'hmac-sha512', description: 'Checked with the shared secret' },
      { name: 'RSA With SHA-256', value: 'rsa-sha256', description: 'Checked with a public key' },
      {
        name: 'Token',
        value: 'token',
        description: 'Nothing is signed: a header carries the secret itself',
      },
    ],
  },
  {
    displayName: 'Signature Header',
    name: 'signatureHeader',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. X-Acme-Signature',
    description: 'Name of the request header that carries the signature, or the token',
    displayOptions: forCustom(),
  },
  {
    displayName: 'Header Format',
    name: 'headerFormat',
    type: 'options',
    default: 'signature',
    description: 'What that header holds',
    displayOptions: forCustom({ algorithm: SIGNING }),
    options: [
      {
        name: 'Name=Value Pairs',
        value: 'pairs',
        description: 'Such as “t=1777127400,v1=3f2a…”',
      },
      { name: 'One Signature', value: 'signature', description: 'Such as “sha256=3f2a…”' },
      {
        name: 'Several Signatures',
        value: 'signatures',
        description: 'Such as “v1,a9f… v1,3f2a…”',
      },
    ],
  },
  {
    displayName: 'Separator',
    name: 'separator',
    type: 'options',
    default: ',',
    description: 'What is between the pairs',
    displayOptions: forCustom({ algorithm: SIGNING, headerFormat: ['pairs'] }),
    options: [
      { name: 'Comma', value: ',' },
      { name: 'Semicolon', value: ';' },
    ],
  },
  {
    displayName: 'Separator',
    name: 'separator',
    type: 'options',
    default: ' ',
    description: 'What is between the signatures',
    displayOptions: forCustom({ algorithm: SIGNING, headerFormat: ['signatures'] }),
    options: [
      { name: 'Comma', value: ',' },
      { name: 'Semicolon', value: ';' },
      { name: 'Space', value: ' ' },
    ],
  },
  {
    displayName: 'Signature Name',
    name: 'signatureName',
    type: 'string',
    default: 'v1',
    placeholder: 'e.g. v1',
    description: 'Name of the pair that is the signature; there may be several of that name',
    displayOptions: forCustom({ algorithm: SIGNING, headerFormat: ['pairs'] }),
  },
  {
    displayName: 'Prefix',
    name: 'prefix',
    type: 'string',
    default: '',
    placeholder: 'e.g. sha256=',
    description: 'What is in front of each signature, or of the token, and is no part of it',
    displayOptions: forCustom(),
  },
  {
    displayName: 'Encoding',
    name: 'encoding',
    type: 'options',
    default: 'hex',
    description: 'How a signature is written',
    displayOptions: forCustom({ algorithm: SIGNING }),
    options: [
      { name: 'Base64', value: 'base64', description: 'Such as “PyqPnA2b…=”' },
      { name: 'Hex', value: 'hex', description: 'Such as “3f2a8f9c…”: digits and a to f' },
    ],
  },
  {
    displayName: 'Signed Text',
    name: 'signedText',
    type: 'string',
    default: '{body}',
    placeholder: 'e.g. {timestamp}.{body}',
    description:
      'What the sender signs. The places stand for the raw body, the time, the message’s ID, POST, the whole public address, and a form’s parameters, sorted, without separators.',
    hint: 'With the places {body}, {timestamp}, {id}, {method}, {url} and {form}',
    displayOptions: forCustom({ algorithm: SIGNING }),
  },
  {
    displayName: 'ID Header',
    name: 'idHeader',
    type: 'string',
    default: '',
    placeholder: 'e.g. Webhook-ID',
    description: 'Name of the request header that has the message’s ID, which is signed too',
    displayOptions: forCustom({ algorithm: SIGNING, signedText: [{ _cnd: { includes: '{id}' } }] }),
  },
  {
    displayName: 'Timestamp In',
    name: 'timestampIn',
    type: 'options',
    default: 'none',
    description:
      'Where the request has the time at which it was signed. What is older than five minutes is then refused.',
    displayOptions: forCustom({ algorithm: SIGNING }),
    options: [
      { name: 'Body', value: 'body', description: 'A path of the JSON body' },
      { name: 'Header', value: 'header', description: 'A request header of its own' },
      { name: 'None', value: 'none', description: 'The sender signs no time' },
      {
        name: 'Signature Header',
        value: 'pair',
        description: 'A name=value pair of the signature header',
      },
    ],
  },
  {
    displayName: 'Timestamp Header',
    name: 'timestampHeader',
    type: 'string',
    default: '',
    placeholder: 'e.g. X-Acme-Timestamp',
    description: 'Name of the request header that has the time',
    displayOptions: forCustom({ algorithm: SIGNING, timestampIn: ['header'] }),
  },
  {
    displayName: 'Timestamp Name',
    name: 'timestampName',
    type: 'string',
    default: 't',
    placeholder: 'e.g. t',
    description: 'Name of the pair that is the time',
    displayOptions: forCustom({ algorithm: SIGNING, timestampIn: ['pair'] }),
  },
  {
    displayName: 'Timestamp Path',
    name: 'timestampPath',
    type: 'string',
    default: '',
    placeholder: 'e.g. webhookTimestamp',
    description: 'Path of the time in the JSON body',
    displayOptions: forCustom({ algorithm: SIGNING, timestampIn: ['body'] }),
  },
  {
    displayName: 'Timestamp Unit',
    name: 'timestampUnit',
    type: 'options',
    default: 's',
    description: 'What the time since 1970 is counted in',
    displayOptions: forCustom({ algorithm: SIGNING, timestampIn: ['header', 'pair', 'body'] }),
    options: [
      { name: 'Milliseconds', value: 'ms', description: 'Such as 1777127400000' },
      { name: 'Seconds', value: 's', description: 'Such as 1777127400' },
    ],
  },
  {
    displayName: 'Secret Encoding',
    name: 'secretEncoding',
    type: 'options',
    default: 'text',
    description:
      'How the secret is written that the sender shows. A “whsec_” in front is left out.',
    displayOptions: forCustom({ algorithm: HMAC }),
    options: [
      { name: 'Base64', value: 'base64', description: 'The key is the bytes behind it' },
      { name: 'Hex', value: 'hex', description: 'The key is the bytes behind it' },
      { name: 'Text', value: 'text', description: 'The key is the text as it is: the usual' },
    ],
  },
];
