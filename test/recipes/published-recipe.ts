import { nodeNameOf, PROVIDERS, type ProviderId, type SampleObject } from '@signal-hooks/catalogue';
import { answersOf, fireAt, hookAt } from '../n8n/emulator-actions.ts';
import type { Execution } from '../support/n8n-client.ts';
import { until } from '../support/until.ts';
import { type Fixture, workflowIdOf } from './fixture.ts';

/** Whose events start a node; through a gateway, those of anybody. */
const ORIGINS: ReadonlyMap<string, ProviderId> = new Map(
  Object.values(PROVIDERS).map((provider) => [
    `n8n-nodes-signal-hooks.${nodeNameOf(provider)}`,
    provider.id,
  ]),
);

/** A published recipe, and the provider that starts it. */
export class PublishedRecipe {
  readonly slug: string;
  readonly workflowId: string;
  /** Where the recipe gets its events. */
  readonly url: string;
  readonly #fixture: Fixture;
  readonly #provider: ProviderId | undefined;
  /** How many executions have been accounted for. */
  #seen = 0;

  private constructor(fixture: Fixture, slug: string) {
    const trigger = fixture.recipes.get(slug)?.nodes.find(({ webhookId }) => webhookId);
    if (trigger === undefined) throw new Error(`${slug} has no trigger`);
    this.slug = slug;
    this.workflowId = workflowIdOf(slug);
    this.#fixture = fixture;
    this.url = `${fixture.n8n.url}/webhook/${trigger.webhookId}/webhook`;
    this.#provider = ORIGINS.get(trigger.type);
  }

  /** Publishes a recipe. @param connect what its user then does at the provider */
  static async publish(
    fixture: Fixture,
    slug: string,
    connect?: (fixture: Fixture, url: string) => Promise<void>,
  ): Promise<PublishedRecipe> {
    const published = new PublishedRecipe(fixture, slug);
    await fixture.client.activate(published.workflowId);
    await connect?.(fixture, published.url);
    return published;
  }

  /** A recipe that is published already. @param seen executions accounted for; all by default */
  static async resume(fixture: Fixture, slug: string, seen?: number): Promise<PublishedRecipe> {
    const published = new PublishedRecipe(fixture, slug);
    published.#seen = seen ?? (await fixture.client.executions(published.workflowId)).length;
    return published;
  }

  /** Ends what {@link publish} has begun; no more events come then. */
  async unpublish(): Promise<void> {
    await this.#fixture.client.deactivate(this.workflowId);
  }

  /** Whether the recipe has asked its provider for such events: it sends no others. */
  hasAskedFor(type: string, payload: SampleObject = {}): boolean {
    return hookAt(this.#fixture, this.#origin, this.url).accepts({ type, payload });
  }

  /** Something happens at the provider. Resolves when the recipe has run, without any error. */
  async take(eventType: string, payload: SampleObject): Promise<void> {
    expect(await this.#fire(eventType, payload)).toEqual([200]);
    await this.ran('success');
  }

  /** Something happens, and the provider brings it again because the answer was lost. */
  async takeTwice(eventType: string, payload: SampleObject): Promise<void> {
    expect(await this.#fire(eventType, payload, true)).toEqual([null, 200]);
    await this.ran('success', 'success');
  }

  /** Several things happen in the same moment. */
  async takeAtOnce(eventType: string, payloads: readonly SampleObject[]): Promise<void> {
    await Promise.all(payloads.map((payload) => this.#fire(eventType, payload)));
    await this.ran(...payloads.map(() => 'success'));
  }

  /** Something happens that the trigger does not let in. */
  async ignore(eventType: string, payload: SampleObject): Promise<void> {
    expect(await this.#fire(eventType, payload)).toEqual([200]);
    await this.ran();
  }

  /** Something happens, and the recipe fails. @returns the failed execution */
  async fail(eventType: string, payload: SampleObject): Promise<Execution> {
    expect(await this.#fire(eventType, payload)).toEqual([200]);
    const [execution] = await this.ran('error');
    return execution as Execution;
  }

  /**
   * The executions since the last call, once they have ended, oldest first; no more may have
   * started. @param outcomes how each must have ended
   */
  async ran(...outcomes: readonly string[]): Promise<Execution[]> {
    const wanted = this.#seen + outcomes.length;
    const isDone = ({ status }: Execution): boolean => status !== 'new' && status !== 'running';
    const all = await until(
      () => this.#fixture.client.executions(this.workflowId),
      (executions) => executions.length >= wanted && executions.every(isDone),
    );
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    expect(fresh.map(({ status }) => status)).toEqual(outcomes);
    return fresh;
  }

  /** @returns the answers to all attempts; null for a lost one */
  async #fire(
    eventType: string,
    payload: SampleObject,
    loseAnswer = false,
  ): Promise<(number | null)[]> {
    const how = { payload, faults: { loseAnswer } };
    const delivery = await fireAt(this.#fixture, this.#origin, this.url, eventType, how);
    return answersOf(delivery).map(({ status }) => status);
  }

  /** @throws {Error} if its events come through a gateway */
  get #origin(): ProviderId {
    if (this.#provider === undefined) throw new Error(`${this.slug} has no provider of its own`);
    return this.#provider;
  }
}
