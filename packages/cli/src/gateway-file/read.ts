import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type JsonObject, type JsonValue, schemaProblems } from '@signal-hooks/catalogue';
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../usage-error.ts';
import { GATEWAY_FILE_SCHEMA } from './schema.ts';
import type { GatewayFile } from './types.ts';

const MAX_BYTES = 4 * 1024 * 1024;
/** Most problems that are shown at once. */
const MAX_PROBLEMS = 20;

/** What is wrong at a place of the file. */
export interface Problem {
  /** Keys and places of lists, joined by dots. */
  readonly path: string;
  readonly message: string;
}

/** A file that was read, with its places. */
export interface ReadFile {
  readonly file: GatewayFile;
  /** What references to files start from. */
  readonly folder: string;
  /** A place as people find it: `gateway.yaml:12:5 sources.0.name`. */
  readonly at: (path: string) => string;
  /** What to throw for problems. */
  readonly refuse: (problems: readonly Problem[]) => UsageError;
}

/**
 * Reads a file of a gateway's configuration.
 * @throws {UsageError} if it cannot be read or is not as the schema says: with lines and paths
 */
export async function readGatewayFile(path: string): Promise<ReadFile> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`The file cannot be read: ${error.message}`);
  });
  if (text.length > MAX_BYTES) throw new UsageError(`${path} is larger than 4 MB.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map(({ message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${path}:${line}:${col} ${message.split('\n')[0]}`;
  });
  if (broken.length > 0) throw new UsageError(broken.slice(0, MAX_PROBLEMS).join('\n'));
  const at = (place: string): string => {
    const { line, col } = lines.linePos(offsetOf(document, place));
    return `${path}:${line}:${col} ${place}`;
  };
  const refuse = (problems: readonly Problem[]): UsageError =>
    new UsageError(
      problems
        .slice(0, MAX_PROBLEMS)
        .map((problem) => `${at(problem.path).trimEnd()}: ${problem.message}`)
        .join('\n'),
    );
  const content = (document.toJS() ?? {}) as JsonValue;
  const problems = [...schemaProblems(GATEWAY_FILE_SCHEMA, content)];
  if (problems.length > 0) throw refuse(problems);
  const file = {
    providers: [],
    sources: [],
    subscriptions: [],
    tokens: [],
    alerts: {},
    ...(content as JsonObject),
  };
  const doubled = doubledNames(file as unknown as GatewayFile);
  if (doubled.length > 0) throw refuse(doubled);
  return { file: file as unknown as GatewayFile, folder: dirname(path), at, refuse };
}

/** Where a place begins in the text; of one that is missing, what it should be in. */
function offsetOf(document: Document, path: string): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path === '' ? [] : path.split('.')) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
      if (pair === undefined) return offset;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function doubledNames({ sources, subscriptions, tokens, alerts }: GatewayFile): Problem[] {
  const { rules = [], channels = [] } = alerts;
  const lists = { sources, subscriptions, tokens, 'alerts.channels': channels };
  const doubled = Object.entries(lists).flatMap(([list, entries]) =>
    repeated(entries.map(({ name }) => name)).map(([at, name]) => ({
      path: `${list}.${at}.name`,
      message: `Another one is called “${name}” too. Give each a name of its own.`,
    })),
  );
  const set = repeated(rules.map(({ rule }) => rule)).map(([at]) => ({
    path: `alerts.rules.${at}.rule`,
    message: 'Another entry is about this rule too. Make them one.',
  }));
  return [...doubled, ...set];
}

/** Those that come a second time, with their places. */
const repeated = (names: readonly string[]): (readonly [at: number, name: string])[] =>
  names.flatMap((name, at) => (names.indexOf(name) === at ? [] : [[at, name] as const]));
