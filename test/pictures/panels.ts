/** The panel of one trigger node, filled in as a picture shows it. */
export interface Panel {
  /** Name of the picture, without its ending. */
  readonly file: string;
  /** As the editor shows the node. */
  readonly title: string;
  /** The node's type, without the package. */
  readonly node: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly credential: {
    readonly type: string;
    readonly name: string;
    readonly fields: Readonly<Record<string, string>>;
  };
  /** Whether the user pastes the node's URL at the provider, so that it has to be seen. */
  readonly showsUrl: boolean;
}

/** Nothing that the pictures show is a secret of anybody. */
export const SECRET = 'only-for-the-pictures';

const SIGGNAL: Panel = {
  file: 'siggnal',
  title: 'Siggnal Trigger',
  node: 'siggnalTrigger',
  parameters: {
    filters: { eventTypes: 'executive_change, tender', minimumPriority: 'medium' },
    options: { split: 'contacts' },
  },
  credential: {
    type: 'siggnalApi',
    name: 'Siggnal account',
    fields: { signingSecret: SECRET, previousSecret: '' },
  },
  showsUrl: true,
};

const SIGNAL_ARK: Panel = {
  file: 'signal-ark',
  title: 'Signal Ark Trigger',
  node: 'signalArkTrigger',
  parameters: {
    events: ['signal.promoted', 'social.lead_promoted'],
    filters: { minimumIcpScore: 70 },
  },
  credential: {
    type: 'signalArkApi',
    name: 'Signal Ark account',
    fields: { signingSecret: SECRET, previousSecret: '' },
  },
  showsUrl: true,
};

const SIGNALS: Panel = {
  file: 'signals',
  title: 'SIGNALS Trigger',
  node: 'signalsTrigger',
  parameters: { events: ['user.created', 'user.deactivated'] },
  credential: {
    type: 'signalsApi',
    name: 'SIGNALS account',
    fields: { baseUrl: 'https://signals.example.com', apiToken: SECRET },
  },
  showsUrl: false,
};

const SIGSENTRY: Panel = {
  file: 'sigsentry',
  title: 'SigSentry Trigger',
  node: 'sigSentryTrigger',
  parameters: {
    minimumSeverity: 'high',
    filters: { projects: 'proj_p1q2r3' },
    options: { split: 'affected_services' },
  },
  credential: {
    type: 'sigSentryApi',
    name: 'SigSentry account',
    fields: { apiKey: SECRET, projectId: '', apiUrl: 'https://api.sigsentry.com' },
  },
  showsUrl: false,
};

const SALESIQ: Panel = {
  file: 'zoho-salesiq',
  title: 'Zoho SalesIQ Trigger',
  node: 'zohoSalesIqTrigger',
  parameters: {
    dataEvents: ['conversation.missed', 'conversation.rated'],
    options: { appIds: '19367000000002043' },
  },
  credential: {
    type: 'zohoSalesIqOAuth2Api',
    name: 'Zoho SalesIQ account',
    fields: {
      ...{ clientId: '1000.EXAMPLE', clientSecret: SECRET },
      ...{ dataCentre: 'eu', screenName: 'mycompany', apiUrl: '', accountsUrl: '' },
    },
  },
  showsUrl: false,
};

const SIGNED_CREDENTIAL: Panel['credential'] = {
  type: 'signedWebhookApi',
  name: 'Signed Webhook account',
  fields: { kind: 'secret', signingSecret: SECRET, previousSecret: '' },
};

const SIGNED_WEBHOOK: Panel = {
  file: 'signed-webhook',
  title: 'Signed Webhook Trigger',
  node: 'signedWebhookTrigger',
  parameters: {
    preset: 'stripe',
    eventTypes: 'invoice.paid, invoice.payment_failed',
    fields: { field: [{ name: 'amount_due', path: 'data.object.amount_due', type: 'integer' }] },
  },
  credential: SIGNED_CREDENTIAL,
  showsUrl: true,
};

const SIGNED_WEBHOOK_CUSTOM: Panel = {
  ...SIGNED_WEBHOOK,
  file: 'signed-webhook-custom',
  parameters: {
    ...{ preset: 'custom', senderName: 'Acme', signatureHeader: 'X-Acme-Signature' },
    ...{ prefix: 'v0=', signedText: 'v0:{timestamp}:{body}' },
    ...{ timestampIn: 'header', timestampHeader: 'X-Acme-Timestamp' },
  },
};

/** @param sourceId of a source that the gateway has */
const signalHooks = (gatewayUrl: string, apiToken: string, sourceId: string): Panel => ({
  file: 'signal-hooks',
  title: 'Signal Hooks Trigger',
  node: 'signalHooksTrigger',
  parameters: {
    source: {
      __rl: true,
      mode: 'list',
      value: sourceId,
      cachedResultName: 'Siggnal, sales team (Siggnal)',
    },
    filters: { minimumPriority: 'high' },
    conditions: { condition: [{ field: 'company_industry', op: 'eq', value: 'Retail' }] },
  },
  credential: {
    type: 'signalHooksApi',
    name: 'Signal Hooks account',
    fields: { gatewayUrl, apiToken },
  },
  showsUrl: false,
});

const signalHooksAlert = (gatewayUrl: string, apiToken: string): Panel => ({
  file: 'signal-hooks-alert',
  title: 'Signal Hooks Alert Trigger',
  node: 'signalHooksAlertTrigger',
  parameters: { events: ['alert.opened'], rules: 'subscription_failing, source_rejecting' },
  credential: {
    type: 'signalHooksApi',
    name: 'Signal Hooks account',
    fields: { gatewayUrl, apiToken },
  },
  showsUrl: false,
});

const signalHooksAction = (gatewayUrl: string, apiToken: string): Panel => ({
  ...signalHooksAlert(gatewayUrl, apiToken),
  file: 'signal-hooks-action',
  title: 'Signal Hooks',
  node: 'signalHooks',
  parameters: {
    filters: { search: 'romashka', state: 'failed', minimumPriority: 'high' },
  },
});

/** The panels of all nodes; that of Signal Hooks lists what the gateway has. */
export const panels = (gatewayUrl: string, apiToken: string, sourceId: string): Panel[] => [
  ...[SIGGNAL, SIGNAL_ARK, SIGNALS, SIGSENTRY, SALESIQ],
  signalHooks(gatewayUrl, apiToken, sourceId),
  signalHooksAlert(gatewayUrl, apiToken),
  signalHooksAction(gatewayUrl, apiToken),
  ...[SIGNED_WEBHOOK, SIGNED_WEBHOOK_CUSTOM],
];
