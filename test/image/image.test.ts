import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/cli.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { send } from '../support/http.ts';
import { signalBody, signedHeaders } from '../support/siggnal.ts';
import { build, buildah, whyNoImages } from './bases.ts';
import { configOf, type ImageConfig, type RunOptions, run, start } from './container.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGE = 'localhost/signal-hooks:test';
const SECRET = 'secret-of-the-image-test';

const reason = whyNoImages();
if (reason !== undefined) process.stderr.write(`${reason}: the image is not built and not tried\n`);

(reason === undefined ? describe : describe.skip)('the image', () => {
  let folder: Folder;
  let config: ImageConfig;
  let root: string;
  let container: string;

  beforeAll(() => {
    folder = makeFolder();
    // What docs/how-to/run-in-a-container.md says, with another builder.
    build(ROOT, IMAGE);
    config = configOf(IMAGE);
    container = buildah('from', IMAGE);
    root = buildah('mount', container);
  }, 900_000);

  afterAll(() => {
    if (container !== undefined) buildah('rm', container);
    buildah('rmi', '--force', IMAGE);
    folder.remove();
  });

  const newData = (owner: number): string => {
    const data = join(folder.path, `data-${owner}`);
    mkdirSync(data);
    chownSync(data, owner, owner);
    return data;
  };

  const command = async (options: RunOptions, ...args: string[]): Promise<string> => {
    const outcome = await run(options, [...config.entrypoint.slice(1), ...args]);
    expect(outcome).toMatchObject({ code: 0 });
    return outcome.stdout;
  };

  test('holds what runs and nothing else', () => {
    const megabytes = execFileSync('du', ['-sm', root], { encoding: 'utf8' }).split('\t')[0];
    expect(Number(megabytes)).toBeLessThan(200);
    for (const path of [
      'bin/sh',
      'usr/bin/apt-get',
      'usr/local/bin/npm',
      'app/node_modules/typescript',
    ]) {
      expect([path, existsSync(join(root, path))]).toEqual([path, false]);
    }
    for (const path of [
      'LICENSE',
      'dist/third-party-licences.txt',
      '../../../THIRD-PARTY-LICENCES.md',
    ]) {
      const file = join(root, 'app/node_modules/@signal-hooks/console', path);
      expect([path, existsSync(file)]).toEqual([path, true]);
    }
    expect(config.user).toBe('65532:65532');
    expect(config.volumes).toEqual([]);
    const { uid } = statSync(join(root, 'data'));
    expect(uid).toBe(65_532);
  });

  test.each([
    ['on Railway', ['RAILWAY_ENVIRONMENT_NAME=production'], '0:0'],
    ['with the variable of render.yaml', ['IMAGE_USER=0:0'], '0:0'],
    ['elsewhere', [], '65532:65532'],
  ])('runs %s as a user to whom the volume belongs', (_name, args, user) => {
    const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split('\n');
    const context = join(folder.path, `user-${args[0] ?? 'none'}`);
    mkdirSync(context);
    // Only what chooses the user: all of the image takes minutes.
    const choice = lines.filter((line) => /^(?:ARG|USER) /.test(line));
    writeFileSync(join(context, 'Dockerfile'), [`FROM ${IMAGE}`, ...choice].join('\n'));
    const tag = 'localhost/signal-hooks:user';
    build(context, tag, args);
    expect(configOf(tag).user).toBe(user);
    buildah('rmi', '--force', tag);
  });

  test.each([
    ['as its own user', undefined, 65_532],
    ['as another user', '1234:1234', 1234],
  ])('takes events, and loses none at SIGTERM, %s', async (_name, user, owner) => {
    const port = String(await freePort());
    const options: RunOptions = {
      ...{ root, config, data: newData(owner) },
      ...(user !== undefined && { user }),
      env: { SIGNAL_HOOKS_PORT: port, SIGNAL_HOOKS_URL: `http://127.0.0.1:${port}` },
    };
    const gateway = await start(options);
    expect(await run(options, config.health.slice(1))).toMatchObject({ code: 0 });
    const console = await send(`http://127.0.0.1:${port}/console/`, { method: 'GET' });
    expect([console.status, console.headers['content-type']]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const added = await command(options, 'source', 'add', 'siggnal', '--secret', SECRET);
    const url = /ingest URL +(\S+)/.exec(added)?.[1] ?? '';

    const accepted: string[] = [];
    let stopped: Promise<number | null> | undefined;
    for (let at = 0; at < 500; at += 1) {
      const body = signalBody(`sig_${at}`);
      const reply = await send(url, { body, headers: signedHeaders(SECRET, body) }).catch(
        () => null,
      );
      if (reply?.status === 200) accepted.push(`sig_${at}`);
      if (reply === null || reply.status >= 500) break;
      if (at === 200) stopped = gateway.stop('SIGTERM');
    }
    expect(accepted.length).toBeGreaterThan(200);
    expect(await (stopped as Promise<number | null>)).toBe(0);
    expect(await run(options, config.health.slice(1))).toMatchObject({ code: 1 });

    const again = await start(options);
    const listed = await command(options, 'events', 'list', '--json', '--limit', '1000');
    for (const id of accepted) expect(listed).toContain(`"${id}"`);
    expect(await again.stop('SIGTERM')).toBe(0);
  });
});
