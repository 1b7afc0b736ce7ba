import { compileHandshakes } from '../handshakes.ts';
import { type JsonObject, parsePayload } from '../json.ts';
import { PRESETS } from '../presets/registry.ts';
import { defineProvider, type Provider } from '../provider.ts';
import { PROVIDERS } from '../providers/registry.ts';
import { resolveScheme } from '../signature/scheme.ts';
import { completeDefinition, type DefinitionInput } from './complete.ts';
import { costProblems } from './cost.ts';
import { compileIdentity } from './identity.ts';
import { DEFINITION_SCHEMA } from './schema.ts';
import { type DefinitionProblem, schemaProblems } from './schema-check.ts';

/** Bytes of a definition, as JSON. */
export const MAX_DEFINITION_BYTES = 65_536;
/** Most problems that are reported at once. */
const MAX_PROBLEMS = 20;
/** What surfaces write for a provider's id where a definition says which it is. */
const RESERVED = ['custom'];

/** A user's definition, checked. */
export type CheckedDefinition =
  | {
      readonly ok: true;
      readonly provider: Provider;
      /** As it was given, as JSON holds it. */
      readonly input: DefinitionInput;
    }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/**
 * Checks a user's definition, and compiles it. Never throws, whatever is given.
 *
 * 1. It is JSON of up to 64 kB.
 * 2. It keeps to {@link DEFINITION_SCHEMA}.
 * 3. Its id is none of ours, and no preset's.
 * 4. Reading an event does not cost too much.
 * 5. Its parts fit together, and its samples can be written.
 *
 * @example
 * const checked = checkDefinition(JSON.parse(text));
 * if (!checked.ok) for (const { path, message } of checked.problems) print(`${path}: ${message}`);
 */
export function checkDefinition(given: unknown): CheckedDefinition {
  const read = readGiven(given);
  if (typeof read === 'string') return refused({ path: '', message: read });
  const problems: DefinitionProblem[] = [];
  for (const problem of schemaProblems(DEFINITION_SCHEMA, read)) {
    problems.push(problem);
    if (problems.length === MAX_PROBLEMS) break;
  }
  if (problems.length > 0) return refused(...problems);
  const input = read as unknown as DefinitionInput;
  if (isTaken(input.id)) {
    return refused({ path: 'id', message: `“${input.id}” is taken. Give it an id of its own.` });
  }
  const definition = completeDefinition(input);
  const costs = costProblems(definition);
  if (costs.length > 0) return refused(...costs);
  const parts = PARTS.flatMap(([path, compile]) => attempt(path, () => compile(definition)));
  if (parts.length > 0) return refused(...parts);
  return attemptProvider(definition.id, definition, input);
}

const refused = (...problems: readonly DefinitionProblem[]): CheckedDefinition => ({
  ok: false,
  problems,
});

/** What was given as JSON holds it: a tree without surprises. A text says what is wrong. */
function readGiven(given: unknown): JsonObject | string {
  let text: string | undefined;
  try {
    text = JSON.stringify(given);
  } catch {
    return 'This cannot be written as JSON.';
  }
  const bytes = Buffer.from(text ?? 'null');
  if (bytes.length > MAX_DEFINITION_BYTES) {
    return `Give at most ${MAX_DEFINITION_BYTES / 1024} kB of JSON.`;
  }
  const parsed = parsePayload(bytes);
  if (parsed.ok) return parsed.payload;
  if (parsed.code === 'payload_too_deep') return 'This is nested too deeply.';
  return parsed.code === 'payload_forbidden_key'
    ? 'There is a key “__proto__”. Leave it out.'
    : 'Give an object.';
}

/** Whether a definition of the user's own cannot have an id. */
export const isTaken = (id: string): boolean =>
  RESERVED.includes(id) || [PROVIDERS, PRESETS].some((all) => Object.hasOwn(all, id));

type Definition = ReturnType<typeof completeDefinition>;

/** The parts that are compiled on their own, so that a problem says where it is. */
const PARTS: readonly (readonly [path: string, compile: (definition: Definition) => unknown])[] = [
  ['signature', ({ signature }) => resolveScheme(signature)],
  [
    'handshakes',
    ({ handshakes = [], signature }) => compileHandshakes(handshakes, signature.algorithm),
  ],
  ['identity', ({ identity, body }) => compileIdentity(identity, body?.each !== undefined)],
];

function attempt(path: string, compile: () => unknown): DefinitionProblem[] {
  try {
    compile();
    return [];
  } catch (error) {
    return [{ path, message: sentence(error) }];
  }
}

/** What a compiler said, as a sentence. */
function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : 'this cannot be read';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function attemptProvider(
  id: string,
  definition: Definition,
  input: DefinitionInput,
): CheckedDefinition {
  try {
    const provider = defineProvider(id, definition);
    const problems = sampleProblems(provider);
    return problems.length > 0 ? refused(...problems) : { ok: true, provider, input };
  } catch (error) {
    return refused({ path: 'fields', message: sentence(error) });
  }
}

/** Samples take turns by the sequence: so many are written. */
const SEQUENCES = 20;
const AT = new Date(0);

function sampleProblems({ events, ping, wire }: Provider): DefinitionProblem[] {
  const all = Object.entries(events).map(([type, event]) => ({ path: `events.${type}`, event }));
  const known = ping === undefined ? all : [...all, { path: 'ping', event: ping }];
  const samples = known.flatMap(({ path, event }) =>
    attempt(`${path}.sample`, () => {
      for (let sequence = 1; sequence <= SEQUENCES; sequence += 1)
        event.sample({ sequence, at: AT });
    }),
  );
  return [
    ...samples,
    ...attempt('wire.headers', () => wire.headers({ type: 'type', deliveryId: 'id' })),
    ...attempt('wire.perAttempt', () => wire.perAttempt({}, 1, AT)),
  ].slice(0, MAX_PROBLEMS);
}
