/** Somebody who is signed in to the console. */
export const SESSION = {
  id: { kind: 'id' },
  /** SHA-256 of the cookie's value, in hex. */
  hash: { kind: 'text', shownAs: null },
  method: {
    kind: 'text',
    values: ['token', 'link', 'email'],
    description:
      'How it was begun: by an API token, by a link of the command line, by a link sent by e-mail.',
  },
  name: { kind: 'text', description: 'Who it is: the token’s name, or the e-mail address.' },
  scopes: { kind: 'texts' },
  tokenId: {
    kind: 'id',
    nullable: true,
    description: 'The token that it was begun with: the session ends when that does.',
  },
  label: { kind: 'text', description: 'The browser and the system, as far as they say.' },
  createdAt: { kind: 'time' },
  lastSeenAt: { kind: 'time' },
  expiresAt: { kind: 'time', description: 'It ends then at the latest.' },
} as const;
