import {
  deepCopy,
  type IDataObject,
  type IHookFunctions,
  type IHttpRequestOptions,
  type ILoadOptionsFunctions,
  type INode,
  type INodeParameters,
  type INodeType,
  type INodeTypes,
  type JsonObject,
  NodeApiError,
  NodeHelpers,
  NodeOperationError,
  type NodeParameterValueType,
  UserError,
  Workflow,
} from 'n8n-workflow';
import { authenticate, credentialType, decrypt } from './credentials.ts';
import { httpRequest } from './http.ts';

/** Where the simulated n8n can be reached from outside. */
const PUBLIC_URL = 'https://n8n.example.com/webhook';
/** The node's own URL there. */
export const NODE_URL = `${PUBLIC_URL}/c0ffee00-0000-4000-8000-000000000001/webhook`;

/** Its URL while the editor listens for one test event. */
export const TEST_URL = NODE_URL.replace('/webhook/', '/webhook-test/');

/** A node in a workflow, as a user set it up. */
export interface Setup {
  /** What was changed in the panel; everything else has its default, as in n8n. */
  readonly parameters?: INodeParameters;
  /** Values by type of credential; null: the credential was deleted meanwhile. */
  readonly credentials?: Readonly<Record<string, IDataObject | null>>;
  /** What the node has kept. */
  readonly kept?: IDataObject;
  readonly workflowName?: string;
  /** Another address of n8n than {@link PUBLIC_URL}. */
  readonly publicUrl?: string;
  /** The editor listens for one test event; the workflow need not be published. */
  readonly isTest?: boolean;
}

/** What n8n's contexts have in common, built on n8n's own Workflow. */
export interface Context {
  readonly workflow: Workflow;
  readonly common: object;
}

/**
 * n8n around one node: parameters and their defaults, expressions and static data are those of
 * n8n's own Workflow class; contexts, credentials and requests follow n8n-core 2.39 line by
 * line (`node-execution-context/`, `request-helpers/authentication.js`). Each call gets a
 * workflow of its own, made from what was saved, as after a restart; static data is saved
 * where n8n would save it: if it was marked as changed.
 */
export class SimulatedN8n {
  readonly type: INodeType;
  /** What was written to n8n's log, `level: message`. */
  readonly log: string[] = [];
  /** Requests, before authentication is added. */
  readonly sent: IHttpRequestOptions[] = [];
  readonly #setup: Setup;
  #saved: IDataObject;

  constructor(type: INodeType, setup: Setup = {}) {
    this.type = type;
    this.#setup = setup;
    this.#saved = setup.kept === undefined ? {} : { 'node:Trigger': setup.kept };
  }

  /** The node's own URL, as n8n knows it. */
  get publicUrl(): string {
    const base = this.#setup.publicUrl ?? PUBLIC_URL;
    return NodeHelpers.getNodeWebhookUrl(base, 'wf1', this.#node(), 'webhook', false);
  }

  /** What the node has kept, as it is stored. */
  get kept(): IDataObject {
    return (deepCopy(this.#saved)['node:Trigger'] as IDataObject | undefined) ?? {};
  }

  checkExists(): Promise<boolean> {
    return this.#runHook('checkExists');
  }

  create(): Promise<boolean> {
    return this.#runHook('create');
  }

  delete(): Promise<boolean> {
    return this.#runHook('delete');
  }

  /** As n8n activates a workflow, and does so again at each start. */
  async activate(): Promise<void> {
    if (await this.checkExists()) return;
    if (!(await this.create())) throw new Error('create did not return true');
  }

  /** Runs a method that fills a list in the panel, with what the user has typed. */
  async searchList(method: string, filter?: string, page?: string): Promise<unknown> {
    const search = this.type.methods?.listSearch?.[method];
    if (search === undefined) throw new Error(`the node has no method ${method}`);
    const { common } = this.open('internal');
    return search.call(common as ILoadOptionsFunctions, filter, page);
  }

  /** A workflow made from what is saved, and what every context offers. */
  open(mode: 'trigger' | 'webhook' | 'manual' | 'internal'): Context {
    const node = this.#node();
    const nodeTypes = { getByNameAndVersion: () => this.type } as unknown as INodeTypes;
    const workflow = new Workflow({
      id: 'wf1',
      name: this.#setup.workflowName ?? 'Signals to Slack',
      nodes: [node],
      connections: {},
      active: true,
      nodeTypes,
      staticData: deepCopy(this.#saved),
    });
    const getNodeParameter = (name: string, fallback?: unknown): unknown => {
      const found = valueAt(node.parameters, name);
      const value = found === undefined ? fallback : found;
      if (value === undefined) throw new UserError(`Could not get parameter "${name}"`);
      const given = value as NodeParameterValueType;
      return workflow.expression.getParameterValue(given, null, 0, 0, node.name, [], mode, {});
    };
    const getCredentials = async (type: string) => this.#credentials(node, type);
    const say = (level: string) => (message: string) => this.log.push(`${level}: ${message}`);
    const common = {
      getNode: () => deepCopy(node),
      getWorkflow: () => ({ id: workflow.id, name: workflow.name, active: workflow.active }),
      getMode: () => mode,
      getWorkflowStaticData: (kind: string) => workflow.getStaticData(kind, node),
      getNodeParameter,
      getCredentials,
      logger: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
      helpers: this.#helpers(node, getCredentials),
    };
    return { workflow, common };
  }

  /** Keeps static data that was marked as changed. */
  save({ workflow }: Context): void {
    const { staticData } = workflow as unknown as { staticData: { __dataChanged: boolean } };
    if (staticData.__dataChanged) this.#saved = deepCopy(staticData) as unknown as IDataObject;
  }

  #node(): INode {
    const chosen = Object.keys(this.#setup.credentials ?? {});
    return {
      id: 'n1',
      webhookId: 'c0ffee00-0000-4000-8000-000000000001',
      name: 'Trigger',
      type: `n8n-nodes-signal-hooks.${this.type.description.name}`,
      typeVersion: 2,
      position: [0, 0],
      parameters: deepCopy(this.#setup.parameters ?? {}),
      ...(chosen.length > 0 && {
        credentials: Object.fromEntries(chosen.map((type) => [type, { id: '1', name: 'Mine' }])),
      }),
    };
  }

  async #runHook(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
    const run = this.type.webhookMethods?.default?.[method];
    if (run === undefined) throw new Error(`the node has no method ${method}`);
    const { isTest = false } = this.#setup;
    // n8n keeps what a test has registered apart, and ends it in another mode than it began.
    const context = this.open(!isTest ? 'trigger' : method === 'delete' ? 'internal' : 'manual');
    const { webhooks = [] } = this.type.description;
    const describe = (name: string) => webhooks.find((each) => each.name === name);
    const hook = {
      ...context.common,
      getActivationMode: () => 'activate',
      getWebhookName: () => 'default',
      getWebhookDescription: describe,
      getNodeWebhookUrl: (name: string) => {
        const webhook = describe(name);
        if (webhook === undefined) return undefined;
        const base = this.#setup.publicUrl ?? (isTest ? `${PUBLIC_URL}-test` : PUBLIC_URL);
        return NodeHelpers.getNodeWebhookUrl(base, 'wf1', this.#node(), webhook.path, false);
      },
    };
    const result = await run.call(hook as unknown as IHookFunctions);
    this.save(context);
    return result;
  }

  async #credentials(node: INode, type: string): Promise<IDataObject> {
    const wanted = this.type.description.credentials?.find(({ name }) => name === type);
    if (wanted === undefined) {
      const message = `Node type "${node.type}" does not have any credentials of type "${type}" defined`;
      throw new NodeOperationError(node, message);
    }
    if (node.credentials?.[type] === undefined) {
      throw new NodeOperationError(node, 'Node does not have any credentials set');
    }
    const stored = this.#setup.credentials?.[type];
    if (stored) return decrypt(type, stored);
    throw new UserError(`Credential with ID "1" does not exist for type "${type}".`);
  }

  #helpers(node: INode, getCredentials: (type: string) => Promise<IDataObject>): object {
    return {
      httpRequest: (options: IHttpRequestOptions) => {
        this.sent.push(options);
        return httpRequest(options);
      },
      httpRequestWithAuthentication: async (type: string, options: IHttpRequestOptions) => {
        this.sent.push(options);
        try {
          if (credentialType(type).extends) throw new Error('OAuth2 of n8n is not simulated here');
          const credentials = await getCredentials(type);
          return await httpRequest(await authenticate(type, credentials as never, options));
        } catch (error) {
          throw new NodeApiError(node, error as JsonObject);
        }
      },
    };
  }
}

/** As lodash's `get`: undefined where a step is missing, null where there is a null. */
function valueAt(parameters: unknown, name: string): unknown {
  let value = parameters;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
