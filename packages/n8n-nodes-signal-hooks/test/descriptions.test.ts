/** What the editor shows of the nodes, and what n8n needs to find in the package. */
import { nodeNameOf, PRESETS, PROVIDERS } from '@signal-hooks/catalogue';
import type {
  INodeProperties,
  INodePropertyMode,
  INodePropertyOptions,
  INodeType,
} from 'n8n-workflow';
import { alertTrigger, gatewayTrigger, triggers } from '../core/index.ts';
import { signedWebhookTrigger } from '../core/signed-webhook/trigger.ts';
import type { Trigger } from '../core/trigger.ts';
import { CREDENTIAL_TYPES, NODE_TYPES, sourceOf } from './support/manifest.ts';
import { SimulatedN8n } from './support/n8n.ts';
import { hasFile, readPackageFile } from './support/outside.ts';
import { ADMINISTRATION_EVENTS, DATA_EVENTS } from './support/salesiq.ts';

/** What each node hands to the core, by the node's name. */
const TRIGGERS: ReadonlyMap<string, Trigger> = new Map([
  ...Object.values(PROVIDERS).map((provider): [string, Trigger] => [
    nodeNameOf(provider),
    triggers[provider.id],
  ]),
  ['signalHooksTrigger', gatewayTrigger],
  ['signalHooksAlertTrigger', alertTrigger],
  ['signedWebhookTrigger', signedWebhookTrigger(PRESETS.github)],
]);
const triggerOf = (name: string): Trigger => TRIGGERS.get(name) as Trigger;

const NODES: readonly (readonly [name: string, type: INodeType])[] = NODE_TYPES.map((type) => [
  type.description.name,
  type,
]);
const TRIGGER_NODES = NODES.filter(([, { description }]) => description.group.includes('trigger'));
/** Those that answer at one address at once, and at another when the workflow has run. */
const OF_GATEWAY = ['signalHooksTrigger', 'signalHooksAlertTrigger'];
const propertiesOf = (name: string): readonly INodeProperties[] =>
  NODES.find(([each]) => each === name)?.[1].description.properties ?? [];

const find = (properties: readonly INodeProperties[], name: string): INodeProperties | undefined =>
  properties.find((each) => each.name === name);
const optionsOf = (property: INodeProperties | undefined): INodeProperties[] =>
  (property?.options ?? []) as INodeProperties[];

/** A property and all below it. */
const withInner = (property: INodeProperties): INodeProperties[] => {
  const inner = optionsOf(property).flatMap((option) => {
    if ('values' in option) return option.values as INodeProperties[];
    return 'type' in option ? [option] : [];
  });
  return [property, ...inner.flatMap(withInner)];
};

/** The values of a list in the panel. */
const valuesOf = (property: INodeProperties | undefined): unknown[] =>
  (property?.options ?? []).map((option) => (option as INodePropertyOptions).value);

describe.each(NODES)('%s', (_name, type) => {
  const { description } = type;
  const { properties } = description;
  const { name: className } = type.constructor;
  const folder = `nodes/${className.replace(/Trigger$/, '')}`;

  test('has its codex beside it, which names it', () => {
    const codex = JSON.parse(readPackageFile(`${folder}/${className}.node.json`));
    expect(codex.node).toBe(`n8n-nodes-signal-hooks.${description.name}`);
    expect(codex).toMatchObject({ nodeVersion: '1.0', codexVersion: '1.0' });
    expect(codex.categories.length).toBeGreaterThan(0);
    expect(new Set(codex.alias).size).toBe(codex.alias.length);
  });

  test('has icons for light and for dark that differ', () => {
    const { light, dark } = description.icon as { light: string; dark: string };
    const [first, second] = [light, dark].map((icon) => {
      expect(icon).toMatch(/^file:.+\.svg$/);
      return readPackageFile(`${folder}/${icon.slice('file:'.length)}`);
    });
    expect(first).toMatch(/^<svg /);
    expect(second).toMatch(/^<svg /);
    expect(first).not.toBe(second);
  });

  test('uses a credential of this package, whose test is somewhere', () => {
    const [credential, ...others] = description.credentials ?? [];
    expect(others).toEqual([]);
    expect(credential?.required).toBe(true);
    expect(CREDENTIAL_TYPES.map((each) => each.name)).toContain(credential?.name);
    const { testedBy } = credential ?? {};
    if (testedBy) expect(type.methods?.credentialTest).toHaveProperty(String(testedBy));
  });

  test('offers every value once, and a default that is offered', () => {
    for (const property of properties.flatMap(withInner)) {
      if (!['options', 'multiOptions'].includes(property.type)) continue;
      const values = valuesOf(property);
      expect(new Set(values).size).toBe(values.length);
      const wanted = property.type === 'options' ? [property.default] : property.default;
      expect(values).toEqual(expect.arrayContaining(wanted as unknown[]));
    }
  });

  test('begins its examples with “e.g.”, and names what a button adds', () => {
    const placeholders = properties
      .flatMap(withInner)
      .filter(({ placeholder }) => placeholder !== undefined)
      .map(({ type: kind, placeholder }) => [kind, placeholder]);
    for (const [kind = '', placeholder] of placeholders) {
      const isButton = ['collection', 'fixedCollection'].includes(kind);
      expect(placeholder).toMatch(isButton ? /^Add \S/ : /^e\.g\. \S/);
    }
  });

  test('searches lists with methods that it has, and offers the list first', () => {
    for (const { type: kind, modes = [], default: chosen } of properties.flatMap(withInner)) {
      if (kind !== 'resourceLocator') continue;
      const [list, id, url] = modes;
      const method = list?.typeOptions?.searchListMethod ?? '';
      expect(type.methods?.listSearch).toHaveProperty(method);
      expect(chosen).toMatchObject({ mode: 'list' });
      expect([list?.name, id?.name, url?.name]).toEqual(['list', 'id', 'url']);
      for (const { placeholder, validation = [] } of [id, url].map(
        (each) => each ?? list,
      ) as INodePropertyMode[]) {
        expect(placeholder).toMatch(/^e\.g\. \S/);
        const [{ properties: rule }] = validation as unknown as [{ properties: { regex: string } }];
        // The editor wants the whole text to fit.
        expect(placeholder?.slice('e.g. '.length)).toMatch(new RegExp(`^${rule.regex}$`));
      }
    }
  });
});

describe.each(TRIGGER_NODES)('%s, a trigger,', (name, type) => {
  const { description } = type;
  const { properties } = description;

  test('is called so', () => {
    expect(description.displayName).toMatch(/ Trigger$/);
    expect(description.name).toMatch(/^[a-z][A-Za-z0-9]+Trigger$/);
    expect(type.constructor.name.toLowerCase()).toBe(description.name.toLowerCase());
    expect(description).toMatchObject({
      group: ['trigger'],
      version: [1, 2],
      inputs: [],
      outputs: ['main'],
      defaults: { name: description.displayName },
      subtitle: expect.any(String),
      description: expect.stringMatching(/^Starts the workflow .+[^.]$/),
    });
  });

  test('has all three methods of every webhook that is registered, and answers one URL', () => {
    expect(Object.keys(type.webhookMethods ?? {})).toEqual(['default']);
    expect(Object.keys(type.webhookMethods?.default ?? {}).sort()).toEqual([
      'checkExists',
      'create',
      'delete',
    ]);
    expect(type.webhook).toBeInstanceOf(Function);
    const webhooks = description.webhooks ?? [];
    expect(webhooks.at(-1)).toMatchObject({ name: 'default', httpMethod: 'POST' });
    const answers = webhooks.map(({ path, responseMode, responseData }) => ({
      ...{ path, responseMode, responseData },
    }));
    const atOnce = { path: 'webhook', responseMode: 'onReceived', responseData: '' };
    const later = { path: 'webhook-after-run', responseMode: 'lastNode', responseData: 'noData' };
    for (const each of answers.slice(0, -1)) {
      expect(each).toEqual(OF_GATEWAY.includes(name) ? later : atOnce);
    }
    expect(answers.at(-1)).toEqual(atOnce);
  });

  test('shows the URL where the user has to paste it, and hides it where not', () => {
    const isByHand = triggerOf(name).registration === undefined;
    // There is one address, whatever the methods are.
    const shown = (description.webhooks ?? []).filter(({ ndvHideUrl = false }) => !ndvHideUrl);
    expect(shown).toHaveLength(isByHand ? 1 : 0);
    expect(find(properties, 'notice') !== undefined).toBe(isByHand);
  });

  test('has a parameter for each of its filters', () => {
    for (const { parameter } of triggerOf(name).filters) {
      const [first = '', second] = parameter.split('.');
      const property = find(properties, first);
      expect(property).toBeDefined();
      if (second === undefined) continue;
      expect(property?.type).toBe('collection');
      expect(find(optionsOf(property), second)).toBeDefined();
    }
  });

  test('has a filter for each parameter that is called one, unless the gateway filters', () => {
    if (OF_GATEWAY.includes(name)) return;
    const offered = optionsOf(find(properties, 'filters')).map((each) => `filters.${each.name}`);
    const used = triggerOf(name).filters.map(({ parameter }) => parameter);
    expect(used).toEqual(expect.arrayContaining(offered));
  });

  test('splits by the lists that its panel offers', () => {
    const split = find(optionsOf(find(properties, 'options')), 'split');
    const offered = valuesOf(split).filter((value) => value !== 'event');
    expect(offered).toEqual(Object.keys(triggerOf(name).rows));
  });

  test('has a subtitle and parameters that n8n can work out from nothing', () => {
    const { workflow } = new SimulatedN8n(type).open('internal');
    const node = workflow.getNode('Trigger');
    const text = workflow.expression.getSimpleParameterValue(
      node as never,
      description.subtitle,
      'internal',
      {},
    );
    expect(text).toMatch(/^[A-Za-z]/);
    // Of a sender that is not known there is hardly a record.
    const output = name === 'signedWebhookTrigger' ? 'both' : 'record';
    expect(node?.parameters).toMatchObject({ output, options: {} });
  });
});

describe('all documented events are offered', () => {
  test.each([
    ['signalArkTrigger', 'events', Object.keys(PROVIDERS['signal-ark'].events)],
    ['signalsTrigger', 'events', Object.keys(PROVIDERS.signals.events)],
    ['sigSentryTrigger', 'events', Object.keys(PROVIDERS.sigsentry.events)],
    ['zohoSalesIqTrigger', 'dataEvents', DATA_EVENTS],
    ['zohoSalesIqTrigger', 'administrationEvents', ADMINISTRATION_EVENTS],
  ] as const)('by %s under %s', (name, parameter, events) => {
    const [first, ...others] = valuesOf(find(propertiesOf(name), parameter));
    expect(first).toBe('*');
    expect([...others].sort()).toEqual([...events].sort());
  });

  test('by SalesIQ in one list or the other', () => {
    const all = Object.keys(PROVIDERS.salesiq.events).sort();
    expect([...DATA_EVENTS, ...ADMINISTRATION_EVENTS].sort()).toEqual(all);
  });

  test('and of SalesIQ only the list that fits the kind is shown', () => {
    for (const [kind, parameter] of [
      ['data', 'dataEvents'],
      ['administration', 'administrationEvents'],
    ] as const) {
      const property = find(propertiesOf('zohoSalesIqTrigger'), parameter);
      expect(property?.displayOptions).toEqual({ show: { kind: [kind] } });
    }
  });
});

test('credentials begin their examples with “e.g.”', () => {
  const placeholders = CREDENTIAL_TYPES.flatMap(({ properties }) => properties)
    .map(({ placeholder }) => placeholder)
    .filter((placeholder) => placeholder !== undefined);
  expect(placeholders.length).toBeGreaterThan(3);
  for (const placeholder of placeholders) expect(placeholder).toMatch(/^e\.g\. \S/);
});

describe('package.json', () => {
  const manifest = JSON.parse(readPackageFile('package.json'));

  test('is one of a verified community package', () => {
    expect(manifest.name).toMatch(/^n8n-nodes-/);
    expect(manifest.keywords).toContain('n8n-community-node-package');
    expect(manifest).toMatchObject({
      license: 'MIT',
      files: ['dist'],
      homepage: expect.stringMatching(/^https:/),
      repository: { url: expect.stringMatching(/^git\+https:/) },
      author: { name: expect.any(String), email: expect.stringMatching(/@/) },
    });
    expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('overrides');
    expect(manifest).not.toHaveProperty('private');
  });

  test('runs nothing when it is installed', () => {
    const scripts = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    for (const script of scripts) expect(manifest.scripts).not.toHaveProperty(script);
  });

  test('lists nodes and credentials that are built from a file that is there', () => {
    const { nodes, credentials, n8nNodesApiVersion, strict } = manifest.n8n;
    expect([n8nNodesApiVersion, strict]).toEqual([1, true]);
    for (const file of [...nodes, ...credentials]) {
      expect([file, hasFile(sourceOf(file))]).toEqual([file, true]);
    }
  });

  test('names no credential that n8n would not find', () => {
    for (const type of CREDENTIAL_TYPES) {
      expect(type.constructor.name.toLowerCase()).toBe(type.name.toLowerCase());
    }
  });
});
