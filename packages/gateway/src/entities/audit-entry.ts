/** A change that somebody asked for. */
export const AUDIT_ENTRY = {
  id: { kind: 'id' },
  at: { kind: 'time', description: 'When it was asked for.' },
  callerKind: {
    kind: 'text',
    values: ['token', 'session', 'local'],
    description:
      'Who asked: an API token, somebody signed in to the console, or somebody at the machine, by the command line.',
  },
  callerId: { kind: 'id', nullable: true, description: 'Of the token or session.' },
  callerName: {
    kind: 'text',
    description: 'The name of the token, of who is signed in, or of the machine’s user.',
  },
  operation: { kind: 'text', description: 'What was asked for: its operationId in this document.' },
  objectKind: { kind: 'text' },
  objectId: { kind: 'text', nullable: true, description: 'null: none, or more than one.' },
  outcome: {
    kind: 'text',
    values: ['started', 'done', 'failed'],
    description:
      'started: it is under way; later on: the gateway ended before it knew what came of it.',
  },
  error: { kind: 'text', nullable: true, description: 'The code of why it failed.' },
  /** JSON of the fields that have changed. */
  before: { kind: 'text', nullable: true, shownAs: null },
  after: { kind: 'text', nullable: true, shownAs: null },
} as const;
