import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { BIN, freePort } from './support/cli.ts';
import { makeFolder } from './support/folder.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** The instructions of the image's Dockerfile, by their first word. */
const instructions = (word: string): readonly string[] =>
  read('Dockerfile')
    .split('\n')
    .filter((line) => line.startsWith(`${word} `));

describe('railway.json', () => {
  const railway = JSON.parse(read('railway.json'));

  test('has fields that Railway knows, and no other', () => {
    // https://docs.railway.com/config-as-code/reference
    expect(Object.keys(railway)).toEqual(['$schema', 'build', 'deploy']);
    expect(railway.build).toEqual({ builder: 'DOCKERFILE', dockerfilePath: 'Dockerfile' });
    for (const field of Object.keys(railway.deploy)) {
      expect([
        'startCommand',
        'healthcheckPath',
        'healthcheckTimeout',
        'restartPolicyType',
        'restartPolicyMaxRetries',
        'requiredMountPath',
        'overlapSeconds',
        'drainingSeconds',
        'sleepApplication',
      ]).toContain(field);
    }
  });

  test('names the Dockerfile, which Railway builds, and the folder of the image', () => {
    expect(existsSync(join(ROOT, railway.build.dockerfilePath))).toBe(true);
    expect(instructions('VOLUME')).toEqual([]);
    expect(read('Dockerfile')).toContain(`SIGNAL_HOOKS_DATA=${railway.deploy.requiredMountPath} `);
  });

  test('leaves the gateway the time that it takes to stop', () => {
    expect(railway.deploy.drainingSeconds).toBeGreaterThan(7);
  });
});

describe('render.yaml', () => {
  const { services } = parse(read('render.yaml'));

  test('is one web service with a disk, in fields that Render knows', () => {
    // https://render.com/docs/blueprint-spec
    expect(services).toEqual([
      {
        type: 'web',
        name: 'signal-hooks',
        runtime: 'docker',
        dockerfilePath: './Dockerfile',
        dockerContext: '.',
        plan: 'starter',
        healthCheckPath: '/readyz',
        autoDeployTrigger: 'off',
        disk: { name: 'data', mountPath: '/data', sizeGB: 1 },
        envVars: [{ key: 'IMAGE_USER', value: '0:0' }],
      },
    ]);
  });

  test('names the Dockerfile, its argument, and the folder of the image', () => {
    const [{ dockerfilePath, disk, envVars }] = services;
    expect(existsSync(join(ROOT, dockerfilePath))).toBe(true);
    expect(read('Dockerfile')).toContain(`SIGNAL_HOOKS_DATA=${disk.mountPath} `);
    expect(instructions('ARG').join('\n')).toContain(`ARG ${envVars[0].key}=`);
  });
});

test.each([
  [
    'Railway',
    {
      RAILWAY_ENVIRONMENT_NAME: 'production',
      RAILWAY_PUBLIC_DOMAIN: 'signal-hooks.up.railway.app',
    },
    'https://signal-hooks.up.railway.app',
    JSON.parse(read('railway.json')).deploy.healthcheckPath,
  ],
  [
    'Render',
    { RENDER: 'true', RENDER_EXTERNAL_URL: 'https://signal-hooks.onrender.com' },
    'https://signal-hooks.onrender.com',
    parse(read('render.yaml')).services[0].healthCheckPath,
  ],
])('with what %s and the image set, the gateway is ready and prints a link', async (...given) => {
  const [, variables, url, health] = given;
  const folder = makeFolder();
  const port = await freePort();
  // The gateway's own variable would come before PORT.
  expect(read('Dockerfile')).not.toContain('SIGNAL_HOOKS_PORT');
  const gateway = spawn(process.execPath, [BIN, 'serve'], {
    env: { ...variables, PORT: String(port), SIGNAL_HOOKS_DATA: folder.path },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise<number | null>((resolve) => gateway.once('exit', resolve));
  let printed = '';
  gateway.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  try {
    await until(
      () => printed.includes('#code=') || gateway.exitCode !== null,
      (done) => done,
    );
    expect(printed).toContain(`${url}/console/#code=`);
    // The platform's proxy comes from another machine, so it listens on every address. By default it would on
    // 127.0.0.1 alone; only Linux has more of its kind.
    const host = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
    const { status } = await fetch(`http://${host}:${port}${health}`);
    expect(status).toBe(200);
    gateway.kill('SIGTERM');
    expect(await gone).toBe(0);
  } finally {
    gateway.kill('SIGKILL');
    await gone;
    folder.remove();
  }
});
