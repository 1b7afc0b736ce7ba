/**
 * With what Node.js is started for `serve`.
 *
 * - The young generation takes no more than 16 MB a half. By itself V8 takes more of it the more memory
 *   the machine has: measured with 24 GB, a gateway that is busy kept 100 MB more, and was no faster.
 * - The old generation is collected when it reaches 64 MB, then each time it has grown by half. By
 *   itself V8 waits for hundreds, and what is kept until then keeps memory outside the heap: 35 MB more.
 */
export const SERVE_FLAGS: readonly string[] = [
  '--max-semi-space-size=16',
  '--initial-old-space-size=64',
  '--heap-growing-percent=50',
];
const GIVEN = /--max[-_]semi[-_]space[-_]size/;

/**
 * Starts this process anew with limits for V8's heap if it is to serve; its id stays the same.
 *
 * Does nothing where the first of them is given, and on Windows, where no process can be replaced.
 */
export function limitHeap(): void {
  const { argv, execArgv, env, platform } = process;
  if (argv[2] !== 'serve' || platform === 'win32' || process.execve === undefined) return;
  if (GIVEN.test([...execArgv, env.NODE_OPTIONS].join(' '))) return;
  const args = [process.execPath, ...SERVE_FLAGS, ...execArgv, ...argv.slice(1)];
  process.execve(process.execPath, args, env);
}
