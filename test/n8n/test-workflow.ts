import { randomUUID } from 'node:crypto';
import type { CredentialRef, Execution, NewNode } from '../support/n8n-client.ts';
import { until } from '../support/until.ts';
import type { Fixture } from './fixture.ts';
import type { Fields, TriggerCase } from './trigger-case.ts';

const PACKAGE = 'n8n-nodes-signal-hooks';
const NODE = 'Trigger';

/** An n8n that runs, and somebody who uses it. */
type Host = Pick<Fixture, 'n8n' | 'client'>;

/** A node with the credential that is made for it. */
interface NodeWithCredential extends Pick<TriggerCase, 'title' | 'node'> {
  readonly parameters: Fields;
  readonly credential: {
    readonly type: string;
    readonly fields: Fields;
    readonly connect?: boolean;
  };
}

/** A trigger node in a workflow of its own; whether it is active is up to the test. */
export class TestWorkflow {
  /** Where the provider sends to. */
  readonly url: string;
  /** Where it sends to while the editor listens for a test event. */
  readonly testUrl: string;
  readonly credential: CredentialRef;
  readonly #fixture: Host;
  readonly #workflowId: string;
  readonly #node: NewNode;
  /** How many executions have been accounted for. */
  #seen = 0;

  private constructor(fixture: Host, workflowId: string, node: NewNode, credential: CredentialRef) {
    const { webhookId } = node;
    this.#node = node;
    this.#fixture = fixture;
    this.#workflowId = workflowId;
    this.url = `${fixture.n8n.url}/webhook/${webhookId}/webhook`;
    this.testUrl = `${fixture.n8n.url}/webhook-test/${webhookId}/webhook`;
    this.credential = credential;
  }

  /** Makes the credential and the workflow of a case. @param changes parameters instead of the case's */
  static async make(
    fixture: Fixture,
    { title, node, parameters, credential }: TriggerCase,
    changes: { readonly parameters?: Fields; readonly credential?: Fields } = {},
  ): Promise<TestWorkflow> {
    return TestWorkflow.open(fixture, {
      ...{ title, node },
      parameters: changes.parameters ?? (await parameters?.(fixture)) ?? {},
      credential: {
        ...credential,
        fields: { ...credential.fields(fixture), ...changes.credential },
      },
    });
  }

  /** Makes the credential and the workflow. */
  static async open(
    host: Host,
    { title, node, parameters, credential }: NodeWithCredential,
  ): Promise<TestWorkflow> {
    const { client } = host;
    const ref = await client.createCredential(credential.type, title, credential.fields);
    if (credential.connect) await client.connectOAuth2(ref);
    const made: NewNode = {
      name: NODE,
      type: `${PACKAGE}.${node}`,
      webhookId: randomUUID(),
      parameters,
      credentials: { [credential.type]: ref },
    };
    const workflowId = await client.createWorkflow(title, [made]);
    return new TestWorkflow(host, workflowId, made, ref);
  }

  activate(): Promise<void> {
    return this.#fixture.client.activate(this.#workflowId);
  }

  deactivate(): Promise<void> {
    return this.#fixture.client.deactivate(this.#workflowId);
  }

  /** Changes the node's parameters and publishes the workflow again. */
  setParameters(parameters: Fields): Promise<void> {
    return this.#fixture.client.setParameters(this.#workflowId, NODE, parameters);
  }

  /** Opens a list of the node's panel and searches it. */
  searchList(
    parameter: string,
    method: string,
    filter: string,
  ): Promise<readonly { readonly name: string; readonly value: string }[]> {
    return this.#fixture.client.searchList(this.#node, parameter, method, filter);
  }

  /** Deletes the workflow, published or not. */
  delete(): Promise<void> {
    return this.#fixture.client.delete(this.#workflowId);
  }

  /** Listens for one test event. */
  listen(): Promise<void> {
    return this.#fixture.client.listen(this.#workflowId, NODE);
  }

  /**
   * The items of the executions since the last call, by execution.
   * @param count how many executions there must be; no more may have started
   */
  async newItems(count: number): Promise<(readonly Fields[])[]> {
    const wanted = this.#seen + count;
    const isDone = ({ status }: Execution): boolean => status !== 'new' && status !== 'running';
    const all = await until(
      () => this.#fixture.client.executions(this.#workflowId),
      (executions) => executions.length >= wanted && executions.every(isDone),
    );
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    expect(fresh.map(({ status }) => status)).toEqual(Array(count).fill('success'));
    return fresh.map((execution) => execution.items(NODE));
  }

  /** The only item of the only execution since the last call. */
  async newItem(): Promise<Fields> {
    const [items = []] = await this.newItems(1);
    expect(items).toHaveLength(1);
    return items[0] ?? {};
  }
}
