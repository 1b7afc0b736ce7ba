import { runCli } from '../../../test/support/cli.ts';

/** Prints how Node.js was started, each time that it is, and by which id. */
const SHOW = `data:text/javascript,${encodeURIComponent(
  'if(/signal-hooks/.test(process.argv[1]))console.log(JSON.stringify([process.pid,...process.execArgv]))',
)}`;

const startsOf = async (args: string[], options = ''): Promise<string[][]> => {
  const env = { NODE_OPTIONS: `--import=${SHOW} ${options}` };
  const { stdout } = await runCli(args, { env });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line));
};

const unlessWindows = process.platform === 'win32' ? test.skip : test;

unlessWindows('a gateway starts with limits for the heap, as the same process', async () => {
  const [first, second, ...more] = await startsOf(['serve', '--help']);
  expect(first).toHaveLength(1);
  expect(second).toEqual([
    first?.[0],
    '--max-semi-space-size=16',
    '--initial-old-space-size=64',
    '--heap-growing-percent=50',
  ]);
  expect(more).toEqual([]);
});

unlessWindows.each([
  ['what is given stays', ['serve', '--help'], '--max-semi-space-size=32'],
  ['other commands start once', ['source', '--help'], ''],
])('%s', async (_name, args, options) => {
  expect(await startsOf(args, options)).toEqual([[expect.any(Number)]]);
});
