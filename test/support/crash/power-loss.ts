import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./power-loss.c', import.meta.url));
/** What a disk writes in one go. */
const BLOCK = 4096;

/** Compiles the library that is preloaded. @throws {Error} with what the compiler says */
export function buildPowerLoss(library: string): void {
  const args = ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl', '-lpthread'];
  const { status, stderr } = spawnSync('cc', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc: ${stderr}`);
}

/** Whether there is what a loss of power can be played with here. Says so if there is not. */
export function hasPowerLoss(): boolean {
  const args = ['-x', 'c', '-shared', '-o', '/dev/null', '-'];
  const input = '#include <dlfcn.h>\n#include <sys/uio.h>\n';
  if (process.platform === 'linux' && spawnSync('cc', args, { input }).status === 0) return true;
  process.stderr.write('SKIPPED: a loss of power is played on Linux with a C compiler (gcc).\n');
  return false;
}

/** The variables of a process whose writes to a folder are noted in a file. */
export const powerLossEnv = (
  library: string,
  folder: string,
  log: string,
): Record<string, string> => ({
  LD_PRELOAD: library,
  POWER_LOSS_FOLDER: folder,
  POWER_LOSS_LOG: log,
  // What goes to the kernel without a call cannot be seen.
  UV_USE_IO_URING: '0',
});

/** `struct note` of power-loss.c. */
interface Note {
  readonly kind: number;
  readonly file: number;
  readonly at: number;
  readonly sizeBefore: number;
  readonly before: Buffer;
  readonly after: Buffer;
}

const [NAMED, CREATED, WRITTEN, CUT, SYNCED, FOLDER_SYNCED] = [1, 2, 3, 4, 5, 6];
const HEAD = 40;

function* readNotes(log: Buffer): Generator<Note> {
  const number = (at: number): number => Number(log.readBigUInt64LE(at));
  for (let at = 0; at + HEAD <= log.length; ) {
    const middle = at + HEAD + number(at + 24);
    const end = middle + number(at + 32);
    // The process was killed while it wrote this one, and so before the change itself.
    if (end > log.length) return;
    yield {
      kind: log.readUInt32LE(at),
      file: log.readUInt32LE(at + 4),
      at: number(at + 8),
      sizeBefore: number(at + 16),
      before: log.subarray(at + HEAD, middle),
      after: log.subarray(middle, end),
    };
    at = end;
  }
}

/** What a loss of power did. */
export interface PowerLoss {
  /** Writes that were taken back because nothing had synced them. */
  readonly dropped: number;
  /** Files that were removed because their folder had not been synced since they were made. */
  readonly removed: readonly string[];
  /** How many writes each file got in all. */
  readonly writes: ReadonlyMap<string, number>;
}

/**
 * Takes back what a killed process had written and not synced.
 * @param keepsSome whether half of it, by chance and in blocks, is on disk all the same: a disk
 *   writes in the order it likes
 */
export function losePower(logPath: string, keepsSome: boolean): PowerLoss {
  const notes = [...readNotes(readFileSync(logPath))];
  const { names, syncedTo, folderSyncedTo } = readSyncs(notes);
  const nameOf = (file: number): string => names[file] as string;
  const writes = new Map<string, number>();
  for (const { kind, file } of notes) {
    if (kind === WRITTEN) writes.set(nameOf(file), (writes.get(nameOf(file)) ?? 0) + 1);
  }
  const isLost = ({ kind, file }: Note, at: number): boolean =>
    (kind === WRITTEN || kind === CUT) && at >= (syncedTo.get(file) ?? 0);
  const lost = notes.filter(isLost);
  for (const note of lost.toReversed()) withFile(nameOf(note.file), (fd) => undo(fd, note));
  if (keepsSome) for (const note of lost) withFile(nameOf(note.file), (fd) => redoSome(fd, note));
  const removed = notes
    .map(({ kind, file }, at) => ({ kind, at, name: nameOf(file) }))
    .filter(({ kind, at, name }) => {
      return kind === CREATED && at >= (folderSyncedTo.get(dirname(name)) ?? 0);
    })
    .map(({ name }) => name);
  if (!keepsSome) for (const name of removed) rmSync(name, { force: true });
  return { dropped: lost.length, removed, writes };
}

interface Syncs {
  /** By number. */
  readonly names: readonly string[];
  /** Notes before this one are on disk, by file. */
  readonly syncedTo: ReadonlyMap<number, number>;
  /** The same for what was made in a folder. */
  readonly folderSyncedTo: ReadonlyMap<string, number>;
}

function readSyncs(notes: readonly Note[]): Syncs {
  const names: string[] = [];
  const syncedTo = new Map<number, number>();
  const folderSyncedTo = new Map<string, number>();
  for (const { kind, file, at, after } of notes) {
    if (kind === NAMED) names[file] = after.toString();
    if (kind === SYNCED) syncedTo.set(file, Math.max(at, syncedTo.get(file) ?? 0));
    if (kind === FOLDER_SYNCED) {
      const folder = after.toString();
      folderSyncedTo.set(folder, Math.max(at, folderSyncedTo.get(folder) ?? 0));
    }
  }
  return { names, syncedTo, folderSyncedTo };
}

function withFile(path: string, change: (fd: number) => void): void {
  const fd = openSync(path, 'r+');
  try {
    change(fd);
  } finally {
    closeSync(fd);
  }
}

function undo(fd: number, { at, sizeBefore, before }: Note): void {
  if (before.length > 0) writeSync(fd, before, 0, before.length, at);
  ftruncateSync(fd, sizeBefore);
}

function redoSome(fd: number, { kind, at, after }: Note): void {
  if (kind === CUT) {
    if (Math.random() < 0.5) ftruncateSync(fd, at);
    return;
  }
  for (let from = 0; from < after.length; from += BLOCK) {
    const length = Math.min(BLOCK, after.length - from);
    if (Math.random() < 0.5) writeSync(fd, after, from, length, at + from);
  }
}
