import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { freePort, runCli, serve } from './support/cli.ts';
import { makeFolder } from './support/folder.ts';
import { type Helm, installHelm, type Manifest, whyNoHelm } from './support/helm.ts';
import { send } from './support/http.ts';
import { INSTALL_LIMIT_MS } from './support/tools.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const URL_VALUE = 'https://hooks.example.com';
const KEY = 'ab'.repeat(32);

const ONE = { url: URL_VALUE };
const TWO = {
  replicas: 2,
  ingress: { enabled: true, host: 'hooks.example.com', className: 'nginx' },
  key: { existingSecret: 'my-key' },
  database: { existingSecret: 'my-database', existingSecretKey: 'uri' },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
};

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: unknown;
  readonly securityContext: unknown;
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}
interface Pod {
  readonly containers: readonly [Container];
  readonly securityContext: { readonly runAsUser: number };
  readonly volumes?: unknown;
  readonly enableServiceLinks: boolean;
  readonly terminationGracePeriodSeconds: number;
}
interface Workload {
  readonly replicas: number;
  readonly template: { readonly spec: Pod };
  readonly volumeClaimTemplates?: unknown;
}

if (whyNoHelm !== undefined) process.stderr.write(`${whyNoHelm}: the chart is not rendered\n`);

(whyNoHelm === undefined ? describe : describe.skip)('the Helm chart', () => {
  let helm: Helm;
  beforeAll(async () => {
    helm = await installHelm();
  }, INSTALL_LIMIT_MS);

  const kindsOf = (manifests: readonly Manifest[]): readonly string[] =>
    manifests.map(({ kind }) => kind).sort();
  const specOf = <Spec>(manifests: readonly Manifest[], kind: string): Spec =>
    manifests.find((manifest) => manifest.kind === kind)?.spec as Spec;
  const variablesOf = ({ containers: [{ env }] }: Pod): readonly string[] =>
    env.map(({ name }) => name);

  test('Helm’s own lint finds nothing', () => {
    const { code, stdout } = helm.run(['lint', '--strict'], ONE);
    expect([code, stdout]).toEqual([0, expect.stringContaining('0 chart(s) failed')]);
  });

  test('one gateway on SQLite is a StatefulSet with a volume, and makes its key itself', () => {
    const manifests = helm.render(ONE);
    expect(kindsOf(manifests)).toEqual(['Service', 'StatefulSet']);
    expect(helm.complaintsOf(manifests)).toBe('');
    const { replicas, template, volumeClaimTemplates } = specOf<Workload>(manifests, 'StatefulSet');
    expect(replicas).toBe(1);
    expect(volumeClaimTemplates).toEqual([
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
      },
    ]);
    expect(template.spec.volumes).toBeUndefined();
    expect(variablesOf(template.spec)).toEqual([
      'SIGNAL_HOOKS_URL',
      'SIGNAL_HOOKS_PORT',
      'SIGNAL_HOOKS_STOP_SECONDS',
    ]);
  });

  test('several on PostgreSQL are a Deployment, with secrets that exist', () => {
    const manifests = helm.render(TWO);
    expect(kindsOf(manifests)).toEqual([
      'Deployment',
      'Ingress',
      'PodDisruptionBudget',
      'Service',
      'ServiceMonitor',
    ]);
    expect(helm.complaintsOf(manifests)).toBe('');
    const { replicas, template } = specOf<Workload>(manifests, 'Deployment');
    expect(replicas).toBe(2);
    expect(template.spec.volumes).toEqual([{ name: 'data', emptyDir: {} }]);
    expect(template.spec.containers[0].env).toEqual([
      { name: 'SIGNAL_HOOKS_URL', value: URL_VALUE },
      { name: 'SIGNAL_HOOKS_PORT', value: '8787' },
      { name: 'SIGNAL_HOOKS_STOP_SECONDS', value: '25' },
      {
        name: 'SIGNAL_HOOKS_KEY',
        valueFrom: { secretKeyRef: { name: 'my-key', key: 'key' } },
      },
      {
        name: 'SIGNAL_HOOKS_DATABASE_URL',
        valueFrom: { secretKeyRef: { name: 'my-database', key: 'uri' } },
      },
    ]);
    expect(specOf(manifests, 'ServiceMonitor')).toMatchObject({
      jobLabel: 'app.kubernetes.io/name',
      endpoints: [
        { port: 'http', path: '/metrics', authorization: { credentials: { key: 'token' } } },
      ],
    });
  });

  test('values become one secret; every other setting has its place', () => {
    const manifests = helm.render({
      ...{ url: URL_VALUE, stopSeconds: 60, imagePullSecrets: [{ name: 'registry' }] },
      key: { value: KEY },
      database: { url: 'postgres://hooks:secret@db/hooks' },
      settings: { SIGNAL_HOOKS_RETENTION_BYTES: 20_000_000_000, SIGNAL_HOOKS_ALLOW_HTTP: true },
      extraEnv: [{ name: 'SIGNAL_HOOKS_SMTP_FROM', value: 'hooks@example.com' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'gateway', operator: 'Exists' }],
      podAnnotations: { team: 'sales' },
      affinity: { nodeAffinity: {} },
      service: { type: 'NodePort', annotations: { of: 'service' } },
    });
    expect(helm.complaintsOf(manifests)).toBe('');
    expect(manifests.find(({ kind }) => kind === 'Secret')).toMatchObject({
      metadata: { name: 'hooks-signal-hooks' },
      stringData: { key: KEY, 'database-url': 'postgres://hooks:secret@db/hooks' },
    });
    const { spec } = specOf<Workload>(manifests, 'Deployment').template;
    expect(spec.terminationGracePeriodSeconds).toBe(65);
    expect(spec.containers[0].env).toEqual(
      expect.arrayContaining([
        {
          name: 'SIGNAL_HOOKS_KEY',
          valueFrom: { secretKeyRef: { name: 'hooks-signal-hooks', key: 'key' } },
        },
        { name: 'SIGNAL_HOOKS_ALLOW_HTTP', value: 'true' },
        { name: 'SIGNAL_HOOKS_SMTP_FROM', value: 'hooks@example.com' },
      ]),
    );
    const bytes = spec.containers[0].env.find(({ name }) => name.endsWith('RETENTION_BYTES'));
    expect(Number(bytes?.value)).toBe(20_000_000_000);
  });

  test('the page’s values do what it says, and its commands name what there is', () => {
    const page = readFileSync(`${ROOT}docs/how-to/run-on-kubernetes.md`, 'utf8');
    const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
    expect(blocks).toHaveLength(2);
    const [one = '', more = ''] = blocks;
    for (const [text, kind] of [
      [one, 'StatefulSet'],
      [`${one}${more}`, 'Deployment'],
    ] as const) {
      const manifests = helm.render(parse(text));
      expect(helm.complaintsOf(manifests)).toBe('');
      const workload = manifests.find((manifest) => manifest.kind === kind);
      expect(page).toContain(`${kind.toLowerCase()}/${workload?.metadata.name}`);
      const { stdout } = helm.run(['install', 'hooks', '--dry-run=client'], parse(text));
      expect(stdout).toContain(
        `exec ${kind.toLowerCase()}/${workload?.metadata.name} -- node /app/signal-hooks.mjs console link`,
      );
      // The one with a key of its own has none in its volume.
      expect(stdout.includes('back up the volume')).toBe(kind === 'StatefulSet');
    }
  });

  test.each([
    ['no address', {}, /Set url to the address that providers use/],
    ['two on SQLite', { ...ONE, replicas: 2 }, /More than one gateway needs PostgreSQL/],
    [
      'PostgreSQL without a key',
      { ...ONE, database: { existingSecret: 'db' } },
      /needs the same key: set key\.existingSecret/,
    ],
    [
      'an ingress without a name',
      { ...ONE, ingress: { enabled: true } },
      /Set ingress\.host to the name/,
    ],
    ['a misspelt value', { ...ONE, replica: 2 }, /additional properties 'replica' not allowed/],
    ['a short key', { ...ONE, key: { value: 'abc' } }, /at '\/key\/value'/],
    [
      'a variable of the chart’s own',
      { ...ONE, settings: { SIGNAL_HOOKS_PORT: '1' } },
      /invalid propertyName 'SIGNAL_HOOKS_PORT'/,
    ],
  ])('%s is refused in words', (_name, values, words) => {
    const { code, stderr } = helm.run(['template', 'hooks'], values);
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
  });

  test('the types find what they are for', () => {
    const text = JSON.stringify(helm.render(ONE));
    const misspelt = text.replace('"readinessProbe"', '"readinesProbe"');
    expect(helm.complaintsOf(JSON.parse(misspelt))).toContain('readinesProbe"\' does not exist');
    const wrong = text.replace('"containerPort":8787', '"containerPort":"http"');
    expect(helm.complaintsOf(JSON.parse(wrong))).toContain("Type 'string' is not assignable");
  });

  test('a gateway may do nothing that it does not need, and is the user of the image', () => {
    const dockerfile = readFileSync(`${ROOT}Dockerfile`, 'utf8');
    for (const values of [ONE, TWO]) {
      const manifests = helm.render(values);
      const kind = values === ONE ? 'StatefulSet' : 'Deployment';
      const { spec } = specOf<Workload>(manifests, kind).template;
      expect(spec).toMatchObject({
        enableServiceLinks: false,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(spec.containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(dockerfile).toContain(`:-${spec.securityContext.runAsUser}:65532}`);
      expect(spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
      expect(dockerfile).toContain('SIGNAL_HOOKS_DATA=/data');
    }
  });

  test('the gateway starts with its variables, and answers its probes and the monitor', async () => {
    const { spec } = specOf<Workload>(helm.render(ONE), 'StatefulSet').template;
    const [{ env, startupProbe, livenessProbe, readinessProbe }] = spec.containers;
    const given = Object.fromEntries(env.map(({ name, value = '' }) => [name, value]));
    expect(given.SIGNAL_HOOKS_PORT).toBe('8787');
    const { SIGNAL_HOOKS_PORT: _port, ...others } = given;
    const folder = makeFolder();
    const port = await freePort();
    const gateway = await serve(folder.path, port, others);
    try {
      for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
        const { status } = await send(`http://127.0.0.1:${port}${httpGet.path}`, { method: 'GET' });
        expect([httpGet.path, status]).toEqual([httpGet.path, 200]);
      }
      await until(gateway.printed, (text) => text.includes(`${URL_VALUE}/console/#code=`));
      const data = { env: { SIGNAL_HOOKS_DATA: folder.path } };
      const { stdout } = await runCli(['token', 'create', '--for', 'metrics'], data);
      const { endpoints } = specOf<{ readonly endpoints: readonly [{ readonly path: string }] }>(
        helm.render(TWO),
        'ServiceMonitor',
      );
      const { status } = await send(`http://127.0.0.1:${port}${endpoints[0].path}`, {
        method: 'GET',
        headers: { authorization: `Bearer ${stdout.trim()}` },
      });
      expect(status).toBe(200);
    } finally {
      await gateway.stop();
      folder.remove();
    }
  });
});
