import { PART_PROBLEMS, SIGNATURE_PARTS } from '@signal-hooks/catalogue';
import { REJECTION } from '../../entities/rejection.ts';
import { REJECTIONS } from '../../ingest/rejections.ts';
import { shownColumns } from '../columns.ts';
import type { Schema } from '../operation.ts';
import { BOOLEAN, INTEGER, list, nullable, object, oneOf, STRING } from '../schemas.ts';

const SHOWN_REJECTION: Readonly<Record<string, Schema>> = {
  ...shownColumns(REJECTION),
  code: oneOf(Object.keys(REJECTIONS)),
};

const REFUSED_REQUEST: Schema = {
  ...object({
    method: STRING,
    url: nullable(STRING),
    headers: list(
      object({
        name: STRING,
        value: { ...nullable(STRING), description: 'null: it may hold a secret.' },
      }),
    ),
    body: { ...nullable(STRING), description: 'base64; null: it was not read.' },
    body_cut: { ...BOOLEAN, description: 'Only its beginning was kept.' },
  }),
  type: ['object', 'null'],
  description: 'null: it was not kept.',
};

const SIGNATURE_INPUTS: Schema = {
  ...object({
    algorithm: STRING,
    content: { ...STRING, description: 'What is signed, with its places.' },
    parts: list(
      object({
        part: oneOf(SIGNATURE_PARTS),
        place: { ...STRING, description: 'The header it is in.' },
        expected: { ...STRING, description: 'How it has to look.' },
        received: nullable(STRING),
        form: { ...nullable(STRING), description: 'What that looks like.' },
        problem: nullable(oneOf(PART_PROBLEMS)),
        age: {
          ...nullable(INTEGER),
          description: 'Of the time: seconds before it came; negative: after.',
        },
      }),
    ),
  }),
  type: ['object', 'null'],
  description:
    'What sender and receiver have to agree on; null: it was refused for another reason.',
};

/** Requests that were refused. */
export const REJECTION_COMPONENTS: Readonly<Record<string, Schema>> = {
  Rejection: object(SHOWN_REJECTION),
  RejectionWithRequest: object({
    ...SHOWN_REJECTION,
    provider: nullable(STRING),
    request: REFUSED_REQUEST,
    signature: SIGNATURE_INPUTS,
  }),
};
