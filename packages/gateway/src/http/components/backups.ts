import type { Schema } from '../operation.ts';
import { BOOLEAN, COUNT, nullable, object, oneOf, STRING, TIME } from '../schemas.ts';

/** A copy of database and key. */
export const BACKUP: Schema = object({
  id: { ...STRING, description: 'The name of its folder.' },
  status: oneOf(['running', 'done', 'failed']),
  folder: {
    ...STRING,
    description: 'Where it is on the gateway’s machine, for `signal-hooks restore`.',
  },
  bytes: { ...COUNT, description: 'Of the copied database, so far.' },
  total_bytes: {
    ...nullable(COUNT),
    description: 'What bytes comes to, about; null: it is done, or failed.',
  },
  with_key: {
    ...BOOLEAN,
    description: 'Whether the key is part of it: whoever has both can read every secret.',
  },
  started_at: TIME,
  error: { ...nullable(STRING), description: 'Why it failed.' },
});
