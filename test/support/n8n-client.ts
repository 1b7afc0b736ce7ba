import { type Reply, send } from './http.ts';
import { until } from './until.ts';

/** The owner of every n8n of the tests. */
export const OWNER = { email: 'owner@example.com', password: 'Owner-of-the-tests-1' };
const NAME = { firstName: 'Test', lastName: 'Owner' };

type Json = Readonly<Record<string, unknown>>;

/** n8n tries a trigger that fails five times, with pauses of 1, 2, 4 and 8 seconds. */
const PUBLISH_LIMIT_MS = 120_000;
/** Of these the newest version is 2, of the others that are used without one it is 1. */
const OWN_TRIGGER = /^n8n-nodes-signal-hooks\..+Trigger$/;

/** In place of a value that n8n keeps and does not show: "the one you have". */
const KEPT_VALUE = '__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6';

/** A credential as a node refers to it. */
export interface CredentialRef {
  readonly id: string;
  readonly name: string;
}

/** A node of a workflow to be made; what is left out has n8n's defaults. */
export interface NewNode {
  readonly name: string;
  /** `<package>.<node>` */
  readonly type: string;
  readonly typeVersion?: number;
  readonly webhookId?: string;
  readonly parameters?: Json;
  /** By type of credential. */
  readonly credentials?: Readonly<Record<string, CredentialRef>>;
}

/** An execution as the public API shows it, its items by node. */
export interface Execution {
  readonly id: string;
  readonly status: string;
  /** The items a node has put out, their `json` only; empty if it has not run. */
  items(node: string): readonly Json[];
}

/** What n8n says about a credential. */
export interface Verdict {
  readonly status: 'OK' | 'Error';
  readonly message: string;
}

/**
 * Somebody who uses an n8n: by its public API where that can do it, else as the editor does.
 * Every method throws an Error with n8n's answer if n8n refuses.
 */
export class N8nClient {
  readonly #url: string;
  readonly #cookie: string;
  readonly #apiKey: string;

  private constructor(url: string, cookie: string, apiKey: string) {
    this.#url = url;
    this.#cookie = cookie;
    this.#apiKey = apiKey;
  }

  /**
   * Signs in as the owner, after making one where there is none, and makes an API key. To be
   * done before any workflow runs: n8n notes its first success in what it last knew of the
   * owner, and may so undo the making of one that happens at that moment (seen in 2.39.10).
   */
  static async signIn(url: string): Promise<N8nClient> {
    const made = await post(`${url}/rest/owner/setup`, { ...OWNER, ...NAME });
    const { email: emailOrLdapLoginId, password } = OWNER;
    const login = { emailOrLdapLoginId, password };
    const reply = made.status === 200 ? made : await post(`${url}/rest/login`, login);
    const cookie = (accepted('sign in', reply).headers['set-cookie'] ?? [])
      .map((line) => line.split(';')[0])
      .join('; ');
    const guest = new N8nClient(url, cookie, '');
    const scopes = await guest.#rest('GET', '/api-keys/scopes');
    const label = `key ${Date.now()}`;
    const key = await guest.#rest('POST', '/api-keys', { label, scopes, expiresAt: null });
    return new N8nClient(url, cookie, String((key as Json).rawApiKey));
  }

  /** Keeps a credential; n8n checks its fields against the type's. */
  async createCredential(type: string, name: string, data: Json): Promise<CredentialRef> {
    const made = await this.#api('POST', '/credentials', { type, name, data });
    return { id: String(made.id), name };
  }

  /** Tests a credential as the editor does, which sends the changed fields and marks for the kept. */
  async testCredential(
    type: string,
    { id, name }: CredentialRef,
    changes?: Json,
  ): Promise<Verdict> {
    const kept = await this.#readCredential(id);
    const tokens = kept.oauthTokenData === true ? { oauthTokenData: KEPT_VALUE } : {};
    const credentials = { id, name, type, data: { ...kept, ...tokens, ...changes } };
    return (await this.#rest('POST', '/credentials/test', { credentials })) as Verdict;
  }

  /**
   * Connects an OAuth2 credential as the Connect button does: opens the provider's consent
   * page, which sends the browser back to n8n's callback at once.
   */
  async connectOAuth2({ id }: CredentialRef): Promise<void> {
    const start = await this.#rest('GET', `/oauth2-credential/auth?id=${id}`);
    const consent = await send(String(start), { method: 'GET' });
    const back = consent.headers.location;
    if (back === undefined) throw new Error(`no consent: ${consent.status} ${consent.text}`);
    const headers = { cookie: this.#cookie };
    const done = accepted('the callback', await send(back, { method: 'GET', headers }));
    const { oauthTokenData } = await this.#readCredential(id);
    if (oauthTokenData !== true) throw new Error(`n8n did not connect: ${done.text}`);
  }

  /** The fields of a credential as the editor gets them, with marks in place of secrets. */
  async #readCredential(id: string): Promise<Json> {
    const { data } = (await this.#rest('GET', `/credentials/${id}?includeData=true`)) as Json;
    return data as Json;
  }

  /** @returns the id of a workflow that is not active yet; its nodes follow one another */
  async createWorkflow(name: string, nodes: readonly NewNode[]): Promise<string> {
    const made = await this.#api('POST', '/workflows', {
      name,
      nodes: nodes.map((node, index) => ({
        ...{ id: `node-${index}`, position: [index * 200, 0], parameters: {} },
        typeVersion: OWN_TRIGGER.test(node.type) ? 2 : 1,
        ...node,
      })),
      connections: chain(nodes.map((node) => node.name)),
      settings: { executionOrder: 'v1' },
    });
    return String(made.id);
  }

  /** Publishes a workflow and waits until its triggers are. @throws {Error} with what they say */
  async activate(workflowId: string): Promise<void> {
    await this.#api('POST', `/workflows/${workflowId}/activate`);
    const { status, triggers } = await this.#settled(workflowId);
    if (status === 'published') return;
    const reasons = triggers.map(({ errorMessage }) => errorMessage).join('; ');
    throw new Error(`n8n did not publish (${status}): ${reasons}`);
  }

  /** Unpublishes a workflow and waits until its triggers are gone. */
  async deactivate(workflowId: string): Promise<void> {
    await this.#api('POST', `/workflows/${workflowId}/deactivate`);
    await this.#settled(workflowId);
  }

  /** Deletes a workflow as the editor does: archived first, which unpublishes it. */
  async delete(workflowId: string): Promise<void> {
    await this.#rest('POST', `/workflows/${workflowId}/archive`);
    await this.#settled(workflowId);
    await this.#rest('DELETE', `/workflows/${workflowId}`);
  }

  /** Changes the parameters of a node; a published workflow is published again. */
  async setParameters(workflowId: string, node: string, parameters: Json): Promise<void> {
    const workflow = await this.#api('GET', `/workflows/${workflowId}`);
    const { name, nodes, connections, settings } = workflow;
    const changed = (nodes as NewNode[]).map((each) =>
      each.name === node ? { ...each, parameters } : each,
    );
    const json = { name, nodes: changed, connections, settings };
    await this.#api('PUT', `/workflows/${workflowId}`, json);
    await this.#settled(workflowId);
  }

  /**
   * What has become of a change of the published version, once it is through. Since 2.40 n8n
   * answers before it has called the triggers; before, it answers afterwards and knows no status.
   */
  async #settled(workflowId: string): Promise<Publication> {
    const url = `${this.#url}/rest/workflows/${workflowId}/publication-status`;
    const read = async (): Promise<Publication> => {
      const reply = await call('GET', url, { cookie: this.#cookie });
      if (reply.status === 404) return { status: 'published', triggers: [] };
      return accepted('GET publication-status', reply).json.data as Publication;
    };
    return until(read, ({ status }) => status !== 'in_progress', PUBLISH_LIMIT_MS);
  }

  /** Listens for one test event of a workflow that is not active, as the editor's button does. */
  async listen(workflowId: string, trigger: string): Promise<void> {
    const answer = await this.#run(workflowId, trigger);
    if (answer.waitingForWebhook === true) return;
    throw new Error(`n8n does not listen: ${JSON.stringify(answer)}`);
  }

  /** Clicks Execute workflow at one of its triggers. */
  async runFrom(workflowId: string, trigger: string): Promise<void> {
    await this.#run(workflowId, trigger);
  }

  /** Clicks Retry at a failed execution. */
  async retry(executionId: string): Promise<void> {
    await this.#rest('POST', `/executions/${executionId}/retry`, { loadWorkflow: true });
  }

  /** Opens a list of a node's panel and types into its search. @returns what it then shows */
  async searchList(
    { type, credentials = {} }: Pick<NewNode, 'type' | 'credentials'>,
    parameter: string,
    method: string,
    filter: string,
  ): Promise<readonly { readonly name: string; readonly value: string }[]> {
    const found = await this.#rest('POST', '/dynamic-node-parameters/resource-locator-results', {
      ...{ path: `parameters.${parameter}`, methodName: method, filter, credentials },
      ...{ nodeTypeAndVersion: { name: type, version: 1 }, currentNodeParameters: {} },
    });
    return (found as { readonly results: readonly { name: string; value: string }[] }).results;
  }

  async #run(workflowId: string, trigger: string): Promise<Json> {
    const body = { triggerToStartFrom: { name: trigger } };
    return (await this.#rest('POST', `/workflows/${workflowId}/run`, body)) as Json;
  }

  /** What a workflow has run, oldest first. */
  async executions(workflowId: string): Promise<Execution[]> {
    const query = `workflowId=${workflowId}&includeData=true&limit=250`;
    const { data } = await this.#api('GET', `/executions?${query}`);
    return (data as StoredExecution[]).map(readExecution).reverse();
  }

  /** The editor's own API. */
  async #rest(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { cookie: this.#cookie };
    const reply = await call(method, `${this.#url}/rest${path}`, headers, body);
    return accepted(`${method} /rest${path}`, reply).json.data;
  }

  /** The public API. https://docs.n8n.io/api/ */
  async #api(method: string, path: string, body?: unknown): Promise<Json> {
    const headers = { 'x-n8n-api-key': this.#apiKey };
    const reply = await call(method, `${this.#url}/api/v1${path}`, headers, body);
    return accepted(`${method} /api/v1${path}`, reply).json;
  }
}

/** What n8n says about the published version of a workflow. */
interface Publication {
  readonly status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
  readonly triggers: readonly { readonly errorMessage: string | null }[];
}

/** As n8n keeps it: by node, its runs; of each, its outputs; of each, its items. */
interface StoredExecution {
  readonly id: string | number;
  readonly status: string;
  readonly data?: {
    readonly resultData?: {
      readonly runData?: Readonly<Record<string, readonly StoredRun[]>>;
    };
  };
}

interface StoredRun {
  readonly data?: { readonly main?: readonly (readonly { readonly json: Json }[] | null)[] };
}

function readExecution({ id, status, data }: StoredExecution): Execution {
  const runs = data?.resultData?.runData ?? {};
  return {
    id: String(id),
    status,
    items: (node) =>
      (runs[node] ?? [])
        .flatMap((run) => run.data?.main ?? [])
        .flatMap((output) => output ?? [])
        .map((item) => item.json),
  };
}

/** Connections that lead from each node to the next. */
function chain(names: readonly string[]): Json {
  const links = names.slice(1).map((node, index) => {
    const main = [[{ node, type: 'main', index: 0 }]];
    return [names[index] ?? '', { main }] as const;
  });
  return Object.fromEntries(links);
}

const post = (url: string, body: unknown): Promise<Reply> => call('POST', url, {}, body);

function call(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Reply> {
  if (body === undefined) return send(url, { method, headers });
  const json = { ...headers, 'content-type': 'application/json' };
  return send(url, { method, headers: json, body: JSON.stringify(body) });
}

function accepted(what: string, reply: Reply): Reply {
  if (reply.status >= 200 && reply.status < 300) return reply;
  throw new Error(`${what}: ${reply.status} ${reply.text.slice(0, 500)}`);
}
