import { type App, type Loose, readApp } from './support/app.ts';
import { RULES, validate } from './support/rules/index.ts';

test('the app keeps every rule', () => {
  expect(validate(readApp())).toEqual([]);
});

const moduleOf = (app: App, id: string): Loose => app.manifest.components.module[id];
/** A file of a component, by what it is for. */
const file = (app: App, kind: string, id: string, code: string): Loose =>
  app.files[app.manifest.components[kind][id].codeFiles[code]];

const named = (fields: readonly Loose[], wanted: string): Loose =>
  fields.find(({ name }) => name === wanted);

const base = (app: App): Loose => app.files['general/base.iml.json'];
const connection = (app: App): Loose => file(app, 'connection', 'gateway', 'communication');
const login = (app: App): Loose => file(app, 'connection', 'gateway', 'params');
const attach = (app: App): Loose => file(app, 'webhook', 'signals', 'attach');
const detach = (app: App): Loose => file(app, 'webhook', 'signals', 'detach');
const form = (app: App): Loose => file(app, 'webhook', 'signals', 'params');
const list = (app: App): Loose => file(app, 'module', 'listEvents', 'communication');
const listForm = (app: App): Loose => file(app, 'module', 'listEvents', 'mappableParams');
const replay = (app: App): Loose => file(app, 'module', 'replayDelivery', 'communication');
const replayForm = (app: App): Loose => file(app, 'module', 'replayEvents', 'mappableParams');
const output = (app: App): Loose => file(app, 'module', 'watchNewSignals', 'interface');
const alerts = (app: App): Loose => file(app, 'module', 'watchNewAlerts', 'interface');
const sample = (app: App): Loose => file(app, 'module', 'watchNewSignals', 'samples');
const sources = (app: App): Loose => file(app, 'rpc', 'listSources', 'communication');
const types = (app: App): Loose => file(app, 'rpc', 'listEventTypes', 'communication');
const own = (app: App): Loose => file(app, 'rpc', 'ownFields', 'communication');
/** The first list among the fields of any provider. */
const ownList = (app: App): Loose =>
  own(app)
    .flatMap(({ response }: Loose) => response.output)
    .find(({ spec }: Loose) => spec !== undefined);

/** Ways to spoil the app, by the rule that must notice. */
const CONTROLS: Readonly<Record<string, readonly ((app: App) => void)[]>> = {
  manifest: [
    (app) => Object.assign(app.manifest, { fileVersion: 2 }),
    (app) => Object.assign(app.manifest, { name: 'signal-hooks' }),
    (app) => delete app.manifest.components.endpoint,
    (app) => delete app.manifest.generalCodeFiles.common,
  ],
  'no-account': [(app) => app.manifest.origins.push({ appId: 'signal-hooks-abc123' })],
  ids: [
    (app) =>
      Object.assign(app.manifest.components.module, { 'list-x': moduleOf(app, 'listEvents') }),
    (app) =>
      Object.assign(app.manifest.components.rpc, { x: app.manifest.components.rpc.listSources }),
    (app) =>
      Object.assign(app.manifest.components.connection, {
        'gateway-': app.manifest.components.connection.gateway,
      }),
  ],
  types: [
    (app) =>
      Object.assign(app.manifest.components.connection.gateway, { connectionType: 'apikey' }),
    (app) => Object.assign(app.manifest.components.webhook.signals, { webhookType: 'web-shared' }),
    (app) => Object.assign(moduleOf(app, 'listEvents'), { moduleType: 'list' }),
    (app) => delete moduleOf(app, 'replayDelivery').actionCrud,
    (app) => Object.assign(moduleOf(app, 'listEvents'), { actionCrud: 'read' }),
  ],
  'code-files': [
    (app) => delete moduleOf(app, 'watchNewSignals').codeFiles.samples,
    (app) => delete app.manifest.components.webhook.signals.codeFiles.detach,
    (app) => Object.assign(moduleOf(app, 'listEvents').codeFiles, { epoch: 'x.iml.json' }),
    (app) => Object.assign(moduleOf(app, 'listEvents').codeFiles, { samples: 'samples.iml.json' }),
  ],
  'no-strays': [
    (app) => Object.assign(app.files, { 'modules/old.iml.json': {} }),
    (app) => delete app.files['general/base.iml.json'],
    (app) => Object.assign(app.manifest.generalCodeFiles, { readme: null }),
  ],
  references: [
    (app) => Object.assign(moduleOf(app, 'listEvents'), { connection: null }),
    (app) => Object.assign(moduleOf(app, 'listEvents'), { connection: 'other' }),
    (app) => Object.assign(moduleOf(app, 'watchNewSignals'), { webhook: null }),
    (app) => Object.assign(moduleOf(app, 'watchNewSignals'), { webhook: 'other' }),
    (app) => Object.assign(moduleOf(app, 'listEvents'), { webhook: 'signals' }),
    (app) => delete app.manifest.components.webhook.signals.connection,
    (app) => Object.assign(app.manifest.components.rpc.ownFieldsAtGateway, { connection: null }),
  ],
  rpcs: [
    (app) => Object.assign(form(app)[1], { options: 'rpc://listAccounts' }),
    (app) => {
      for (const fields of [form(app), listForm(app), replayForm(app)]) {
        for (const { options } of fields) delete options?.nested;
      }
    },
    (app) => output(app).push('rpc://moreFields'),
  ],
  universal: [
    (app) => delete app.manifest.components.module.makeApiCall,
    (app) => Object.assign(moduleOf(app, 'listEvents'), { moduleType: 'universal' }),
  ],
  names: [
    (app) => Object.assign(moduleOf(app, 'watchNewSignals'), { label: 'Watch New Signals' }),
    (app) => Object.assign(moduleOf(app, 'watchNewSignals'), { label: 'New signals' }),
    (app) => Object.assign(moduleOf(app, 'makeApiCall'), { label: 'Make an API Call' }),
    (app) => Object.assign(moduleOf(app, 'makeApiCall'), { description: 'Calls the gateway.' }),
    (app) => Object.assign(moduleOf(app, 'replayDelivery'), { description: 'Replay a delivery' }),
    (app) => Object.assign(moduleOf(app, 'listEvents'), { description: 'Lists events.' }),
    (app) => Object.assign(moduleOf(app, 'watchNewSignals'), { description: 'Waits for events.' }),
    (app) => delete app.manifest.components.connection.gateway.label,
  ],
  'no-secrets': [
    (app) => Object.assign(sample(app), { title: 'whsec_AAECAwQFBgcICQoLDA0ODw' }),
    (app) => Object.assign(base(app).headers, { authorization: 'Bearer abc' }),
    (app) => Object.assign(sample(app), { title: 'eyJhbGciOiJIUzI1NiJ9' }),
    (app) => Object.assign(sample(app), { url: 'https://hook.eu2.make.com/x' }),
    (app) => Object.assign(sample(app), { contact_email: 'jane@acme.com' }),
    (app) => Object.assign(sample(app), { title: 'f'.repeat(32) }),
    (app) => Object.assign(app.files, { 'README.md': `token ${'aZ09'.repeat(8)}` }),
  ],
  fields: [
    (app) => Object.assign(form(app)[0], { label: 'Provider Name' }),
    (app) => Object.assign(form(app)[1], { type: 'dropdown' }),
    (app) => Object.assign(form(app)[1], { name: 'event_types' }),
    (app) => delete form(app)[2].options,
    (app) => delete form(app)[3].spec,
    (app) => delete form(app)[3].spec[0].name,
    (app) => Object.assign(form(app)[2].options[0], { value: '' }),
    (app) => Object.assign(form(app)[0], { help: 'Choose one' }),
  ],
  outputs: [
    (app) => Object.assign(output(app)[0], { type: 'string' }),
    (app) => Object.assign(output(app)[1], { name: 'event_id' }),
    (app) => Object.assign(output(app)[0], { label: 'Event Id' }),
    (app) => Object.assign(own(app)[0].response.output[0], { type: 'id' }),
    (app) => delete ownList(app).spec,
  ],
  connection: [
    (app) => Object.assign(login(app)[1], { type: 'text' }),
    (app) => Object.assign(login(app)[0], { editable: true }),
    (app) => Object.assign(login(app)[1], { required: false }),
    (app) => delete login(app)[0].validate,
    (app) => Object.assign(login(app)[0], { validate: { pattern: '^https?://' } }),
  ],
  search: [
    (app) => listForm(app).reverse(),
    (app) => Object.assign(listForm(app).at(-1), { default: 100 }),
    (app) => Object.assign(listForm(app).at(-1), { required: true }),
    (app) => Object.assign(listForm(app).at(-1), { advanced: true }),
    (app) => delete list(app).response.limit,
    (app) => delete list(app).response.iterate,
    (app) => delete list(app).pagination.condition,
  ],
  sanitize: [
    (app) => delete base(app).log,
    (app) => base(app).log.sanitize.pop(),
    (app) => Object.assign(connection(app).log, { sanitize: [] }),
    (app) => attach(app).log.sanitize.pop(),
    (app) => delete detach(app).log,
    (app) => Object.assign(list(app), { log: { sanitize: [] } }),
    (app) => delete attach(app).headers,
  ],
  errors: [
    (app) => delete base(app).response.error,
    (app) => Object.assign(base(app).response.error['429'], { type: 'RuntimeError' }),
    (app) => delete base(app).response.error['503'],
    (app) => delete connection(app).response.error,
    (app) => Object.assign(connection(app).response.error['401'], { type: 'AuthError' }),
    (app) => Object.assign(base(app).response.error['404'], { message: '' }),
    (app) => Object.assign(attach(app).response.error, { message: 'It failed.' }),
    (app) => Object.assign(list(app).response, { error: { message: '{{body.detail}}' } }),
  ],
  problems: [
    (app) => delete base(app).response.type,
    (app) => delete base(app).response.type['422'],
    (app) => Object.assign(base(app).response.type, { '*': 'json' }),
    (app) => delete attach(app).response.type,
    (app) => Object.assign(connection(app).response.error['404'], { message: '{{body.detail}}' }),
  ],
  redirects: [
    (app) => delete base(app).followRedirects,
    (app) => Object.assign(base(app), { followAllRedirects: true }),
    (app) => delete base(app).response.valid,
    (app) => delete connection(app).followRedirects,
    (app) => delete connection(app).response.valid,
  ],
  'own-gateway': [
    (app) => Object.assign(base(app), { baseUrl: 'https://hooks.example.com' }),
    (app) => Object.assign(connection(app), { url: '{{parameters.gateway_url}}/v1/me' }),
    (app) => Object.assign(attach(app), { url: '/v1/subscriptions' }),
    (app) => Object.assign(list(app), { url: 'https://hooks.example.com/v1/events' }),
    (app) =>
      Object.assign(file(app, 'module', 'makeApiCall', 'communication'), {
        url: '{{parameters.url}}',
      }),
  ],
  api: [
    (app) => Object.assign(list(app), { url: '/v1/event' }),
    (app) => Object.assign(list(app), { method: 'POST' }),
    (app) => Object.assign(list(app).qs, { type: 'x' }),
    (app) => Object.assign(list(app).pagination.qs, { page: 2 }),
    (app) => Object.assign(attach(app).body, { url: '{{webhook.url}}' }),
    (app) => delete attach(app).body.target_url,
    (app) =>
      Object.assign(detach(app), {
        url: '{{connection.base_url}}/v1/hooks/{{webhook.externalHookId}}',
      }),
    (app) => Object.assign(replay(app), { url: '/v1/deliveries/replay' }),
  ],
  pages: [
    (app) => delete sources(app).pagination,
    (app) => delete sources(app).response.limit,
    (app) => Object.assign(sources(app).qs, { limit: 25 }),
    (app) => Object.assign(sources(app).pagination, { condition: '{{body.next_cursor}}' }),
    (app) => Object.assign(list(app).pagination, { condition: '{{pagination.page <= 3}}' }),
    (app) => Object.assign(list(app).pagination, { qs: {} }),
    (app) => delete types(app).response.limit,
  ],
  kept: [
    (app) => Object.assign(attach(app).response.data, { secret: '{{body.secret}}' }),
    (app) => delete attach(app).response.data.externalHookId,
  ],
  syntax: [
    (app) => Object.assign(list(app).response, { output: '{{item.record' }),
    (app) => Object.assign(list(app).response, { output: '{{first(item.record}}' }),
    (app) => Object.assign(list(app).response, { output: '{{ifempty(item.record; 1)}}' }),
    (app) => Object.assign(list(app).response, { output: '{{item.record "x"}}' }),
    (app) => Object.assign(list(app).response, { output: '{{{item.record}}}' }),
    (app) => Object.assign(list(app).response, { output: '{{ifempty(item.record, ‘x’)}}' }),
  ],
  functions: [
    (app) => Object.assign(list(app).response, { output: '{{flattenRecord(item.record)}}' }),
    (app) =>
      Object.assign(list(app).qs, { provider: '{{if(isArray(parameters.provider), 1, 2)}}' }),
  ],
  roots: [
    (app) => Object.assign(list(app).qs, { provider: '{{body.provider}}' }),
    (app) => Object.assign(list(app).qs, { provider: '{{item.provider}}' }),
    (app) => Object.assign(list(app).qs, { provider: '{{webhook.provider}}' }),
    (app) => Object.assign(list(app).qs, { provider: '{{temp.provider}}' }),
    (app) => Object.assign(list(app).qs, { cursor: '{{pagination.page}}' }),
    (app) => Object.assign(connection(app).headers, { authorization: '{{connection.api_token}}' }),
    (app) => Object.assign(detach(app).headers, { authorization: '{{parameters.api_token}}' }),
    (app) => Object.assign(base(app).headers, { authorization: '{{parameters.api_token}}' }),
    (app) =>
      Object.assign(file(app, 'webhook', 'signals', 'communication'), { output: '{{item}}' }),
    (app) => delete types(app).response.iterate,
  ],
  paths: [
    (app) => Object.assign(list(app).response, { output: '{{item.records}}' }),
    (app) => Object.assign(list(app).response, { iterate: '{{body.events}}' }),
    (app) => Object.assign(list(app).qs, { provider: '{{parameters.providers}}' }),
    (app) => Object.assign(attach(app).body, { target_url: '{{webhook.address}}' }),
    (app) => Object.assign(attach(app).response.data, { externalHookId: '{{body.uuid}}' }),
    (app) => Object.assign(attach(app).headers, { authorization: 'Bearer {{connection.token}}' }),
    (app) => delete connection(app).response.data.base_url,
    (app) => delete connection(app).temp.base_url,
    (app) => Object.assign(connection(app).response.metadata, { value: '{{body.name}}' }),
    (app) => Object.assign(types(app).response.output, { label: '{{item.name}}' }),
    (app) =>
      Object.assign(types(app).response, {
        iterate: "{{first(map(body.data, 'types', 'id', parameters.provider))}}",
      }),
    (app) => Object.assign(base(app).response.error['409'], { message: '{{body.message}}' }),
    (app) => Object.assign(own(app)[0], { condition: "{{webhook.source == 'siggnal'}}" }),
    (app) =>
      Object.assign(file(app, 'webhook', 'signals', 'communication'), { condition: '{{body.id}}' }),
  ],
  interface: [
    (app) => output(app).shift(),
    (app) => output(app).splice(3, 0, { name: 'occurred', type: 'date', label: 'Occurred' }),
    (app) => Object.assign(named(output(app), 'occurred_at'), { type: 'text' }),
    (app) => Object.assign(named(output(app), 'score'), { type: 'text' }),
    (app) => file(app, 'module', 'replayDelivery', 'interface').pop(),
    (app) => file(app, 'module', 'makeApiCall', 'interface').pop(),
    (app) => file(app, 'module', 'replayEvents', 'interface').pop(),
    (app) => Object.assign(file(app, 'module', 'sendTestEvent', 'interface')[0], { type: 'text' }),
    (app) => Object.assign(named(alerts(app), 'occurred_at'), { type: 'text' }),
    (app) => alerts(app).splice(8),
  ],
  samples: [
    (app) => delete sample(app).title,
    (app) => Object.assign(sample(app), { extra: 1 }),
    (app) => Object.assign(sample(app), { score: '87' }),
    (app) => Object.assign(sample(app), { occurred_at: '2026-04-25T14:30:00Z' }),
    (app) => Object.assign(sample(app), { url: null }),
    (app) => Object.assign(sample(app), { contacts: [] }),
    (app) => Object.assign(sample(app).contacts[0], { email: 'none' }),
    (app) => delete sample(app).contacts[0].phone,
  ],
};

test('there is a negative control for every rule, and every rule says what it demands', () => {
  expect(Object.keys(CONTROLS).sort()).toEqual(RULES.map(({ id }) => id).sort());
  for (const { says } of RULES) expect(says).toMatch(/^[A-Z].*\.$/);
});

const cases = Object.entries(CONTROLS).flatMap(([id, ways]) =>
  ways.map((spoil, at): [string, number, (app: App) => void] => [id, at + 1, spoil]),
);

test.each(cases)('%s notices (%i)', (id, _at, spoil) => {
  const app = readApp();
  spoil(app);
  const rule = RULES.find((each) => each.id === id);
  expect(rule?.findings(app)).not.toEqual([]);
});
