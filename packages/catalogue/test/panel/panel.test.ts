/** What a provider's node is called, and what it offers where the definition does not say. */
import {
  chosenSettings,
  classNameOf,
  credentialNameOf,
  credentialSettings,
  nodeNameOf,
  PROVIDERS,
  type Provider,
  panelFilters,
  panelRows,
  propertyNameOf,
} from '@signal-hooks/catalogue';

test.each([
  ['Zoho SalesIQ', 'ZohoSalesIq'],
  ['SIGNALS', 'Signals'],
  ['SigSentry', 'SigSentry'],
  ['Signal Ark', 'SignalArk'],
  ['acme.io alerts', 'AcmeIoAlerts'],
  ['UMBRELLA HTTPDesk 2', 'UmbrellaHttpDesk2'],
])('the classes of %s begin with %s', (name, className) => {
  expect(classNameOf({ name })).toBe(className);
});

test('names begin in lower case, and an OAuth credential says so', () => {
  expect(nodeNameOf(PROVIDERS.salesiq)).toBe('zohoSalesIqTrigger');
  expect(credentialNameOf(PROVIDERS.salesiq)).toBe('zohoSalesIqOAuth2Api');
  expect(credentialNameOf(PROVIDERS.sigsentry)).toBe('sigSentryApi');
  expect(propertyNameOf('project_id')).toBe('projectId');
});

const keys = (settings: readonly { readonly key: string }[]): string[] =>
  settings.map(({ key }) => key);

test('a setting is asked for in one place: by the workflow, by the credential, or not at all', () => {
  const { sigsentry, salesiq, siggnal } = PROVIDERS;
  expect(keys(credentialSettings(sigsentry))).toEqual(['api_key', 'project_id', 'api_url']);
  expect(chosenSettings(sigsentry).map(({ field }) => field.key)).toEqual(['severity_threshold']);
  expect(chosenSettings(sigsentry)).toMatchObject([{ isOption: false }]);
  // The connection of the account brings client and tokens.
  expect(keys(credentialSettings(salesiq))).toEqual([
    'data_centre',
    'screen_name',
    'api_url',
    'accounts_url',
  ]);
  expect(chosenSettings(salesiq)).toMatchObject([{ field: { key: 'app_ids' }, isOption: true }]);
  expect([credentialSettings(siggnal), chosenSettings(siggnal)]).toEqual([[], []]);
});

/** A provider whose definition says nothing of its panel. */
const bare = (id: keyof typeof PROVIDERS): Provider => {
  const { panel: _panel, ...rest } = PROVIDERS[id];
  return rest;
};

test('filters and rows follow from the fields where the definition does not name them', () => {
  expect(panelFilters(bare('siggnal')).map(({ field }) => field)).toEqual([
    'priority',
    'project_id',
  ]);
  expect(panelFilters(bare('signals'))).toEqual([]);
  expect(panelRows(bare('signal-ark'))).toEqual({ contacts: 'Contact' });
  // Its contacts are colleagues.
  expect(panelRows(bare('signals'))).toEqual({});
  expect(panelRows(PROVIDERS['signal-ark'])).toEqual({ contacts: 'Contact', plays: 'Play' });
});
