import { capitalised } from '@signal-hooks/catalogue';
import type { Destination } from './destinations/destination.ts';
import { ID, wrap } from './iml.ts';
import { place } from './layout.ts';
import { addRecord, existRecord, only, orAnswer, receive, respond, router } from './modules.ts';
import { forged, genuine, secretStep } from './signature.ts';
import type { Source } from './sources.ts';
import type { Blueprint, Condition, Fields, Filter, Step } from './types.ts';

/**
 * - `dlq`: keep failed runs, or "Break" has nowhere to put them.
 * - `sequential` off: in a queue every sender would get "Accepted" before the check.
 * - `maxErrors` is ignored for webhooks, which stop at the first error that no handler takes.
 */
const SETTINGS: Fields = {
  roundtrips: 1,
  maxErrors: 3,
  autoCommit: true,
  autoCommitTriggerLast: true,
  sequential: false,
  confidential: false,
  dataloss: false,
  dlq: true,
  freshVariables: false,
};

/** A scenario's name in files and in its keys of the data store. */
export const slugOf = (source: Source, destination: Destination): string =>
  `${source.slug}-${destination.slug}`;

/** Definite values only: conditions on a missing value could let neither route run. */
function newness({ cell, ping }: Source): readonly [known: Filter, fresh: Filter] {
  const exist = `{{${ID.seen}.exist}}`;
  const type = wrap(cell('event_type'));
  const test = (o: string): Condition[] => (ping === undefined ? [] : [{ a: type, o, b: ping }]);
  return [
    {
      name: ping === undefined ? 'It came before' : 'It came before, or is a test',
      conditions: [
        [{ a: exist, o: 'boolean:equal', b: 'true' }],
        ...test('text:equal').map((one) => [one]),
      ],
    },
    {
      name: 'It is new',
      conditions: [[{ a: exist, o: 'boolean:equal', b: 'false' }, ...test('text:notequal')]],
    },
  ];
}

/**
 * The steps of a scenario, in the order in which they matter:
 *
 * 1. Verify the raw body. What does not fit is answered 401 and goes no further.
 * 2. Read the body and map the record.
 * 3. Ask the data store whether the event is known. A known one is answered 200.
 * 4. Note the event, so that two deliveries at the same moment count once: the second note
 *    fails, its sender gets a 503, tries again and finds it known.
 * 5. Answer 200. Up to here everything is quick, and a failure makes the sender try again.
 * 6. Bring it to the destination. A failure is kept by Make and tried again; the sender is
 *    not troubled.
 */
function stepsOf(source: Source, destination: Destination): readonly Step[] {
  const { check, cell, steps } = source;
  const key = `${slugOf(source, destination)}/${wrap(cell('event_id'))}`;
  const [known, fresh] = newness(source);
  const [parse, ...mapping] = steps;
  const note = { event_type: wrap(cell('event_type')), seen_at: '{{now}}' };
  return [
    receive(ID.receive, 'Webhook: JSON pass-through and request headers on'),
    orAnswer(secretStep(check), 500),
    router(ID.gate, 'Is it genuine?', [
      [
        only(genuine(check), parse),
        ...mapping,
        orAnswer(existRecord(ID.seen, 'Did it come before?', key), 503),
        router(ID.fork, 'New or known?', [
          [only(known, respond(ID.known, 'Answer 200', 200, 'known'))],
          [
            only(fresh, orAnswer(addRecord(ID.claim, 'Remember it', key, note), 503)),
            respond(ID.accepted, 'Answer 200', 200, 'accepted'),
            ...destination.steps(source),
          ],
        ]),
      ],
      [only(forged(check), respond(ID.refused, 'Answer 401', 401, 'refused'))],
    ]),
  ];
}

/** A whole blueprint. */
export function blueprintOf(source: Source, destination: Destination): Blueprint {
  const via = source.viaGateway ? ', through the Signal Hooks gateway' : '';
  return {
    name: `${capitalised(source.name)}: ${destination.name}`,
    description: `Takes events of ${source.name}${via}, checks their signature, passes each on once: ${destination.name}. After the import set up the webhook (1), the secret (2), the data store (${ID.seen} and ${ID.claim}) and the destination (from ${ID.destination}); README.md beside this file has every click. Structure-checked, not imported into a live account.`,
    flow: place(stepsOf(source, destination)),
    metadata: { instant: true, version: 1, scenario: SETTINGS, designer: { orphans: [] } },
  };
}
