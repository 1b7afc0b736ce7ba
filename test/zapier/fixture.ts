import { PROVIDERS, type ProviderId, type SampleObject } from '@signal-hooks/catalogue';
import {
  type Delivery,
  type Emulator,
  type FireOptions,
  startEmulator,
} from '@signal-hooks/emulator';
import { SAMPLE_TIME } from '../../packages/catalogue/test/support/golden.ts';
import type { Api } from '../support/api.ts';
import { explainDeliveries } from '../support/explain-deliveries.ts';
import { ACCOUNTS, PATIENT } from '../support/screens.ts';
import { until } from '../support/until.ts';
import { type LabelledConnection, startZapier, type Zapier } from '../support/zapier.ts';
import type { Zap } from '../support/zapier-hooks.ts';
import { SCOPES, TestGateway, type Watch } from './test-gateway.ts';

/** Everything a Zap meets, running: the providers, a gateway, and Zapier with the built app. */
export interface Fixture {
  readonly zapier: Zapier;
  readonly emulator: Emulator;
  readonly testGateway: TestGateway;
  readonly api: Api;
  /** A user's connection to the gateway, with the scopes the form asks for. */
  readonly connection: LabelledConnection;
  /** Makes a Zap of that connection and switches it on; it gets 25 events a second unless told otherwise. */
  zapOn(trigger: string, input?: Readonly<Record<string, unknown>>): Promise<Zap>;
  /** Runs a search, an action or the trigger behind a dropdown with that connection. */
  run(what: string, input?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Opens a dropdown with that connection. @returns the labels of all that can be chosen */
  labels(form: string, field: string): Promise<string[]>;
  /**
   * Something happens at a provider that has one webhook for it.
   * @param sequence makes the sample differ from others
   * @returns what became of it, at its end
   */
  happen(
    provider: ProviderId,
    type: string,
    sequence: number,
    how?: FireOptions,
  ): Promise<Delivery>;
  /** Ends what a failed test has left behind, or the next one fails by it; for tests that share nothing. */
  tidyUp(): Promise<void>;
  /** Waits until the gateway has nothing left to deliver. */
  delivered(): Promise<void>;
  close(): Promise<void>;
}

/** As on the plans that take most. */
const FAST = { events_per_second: 25 };
/** A provider's minute passes in 6 ms. */
const TIME_SCALE = 0.0001;

/** @param watch as for {@link TestGateway.open} */
export async function startFixture(watch?: Watch): Promise<Fixture> {
  const zapier = await startZapier();
  const testGateway = await TestGateway.open(watch);
  const emulator = await startEmulator({
    timeScale: TIME_SCALE,
    timeoutScale: PATIENT,
    // It stands still, so that what the providers send is known beforehand.
    now: () => SAMPLE_TIME.getTime(),
    allowLoopback: true,
    accounts: ACCOUNTS,
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    isClosed = true;
    await emulator.close();
    await testGateway.close();
    await zapier.close();
  };
  try {
    const api = await testGateway.api();
    const { token } = await testGateway.makeToken('zapier', SCOPES);
    const connection = await zapier.connect({ gateway_url: testGateway.url, api_token: token });
    return {
      ...{ zapier, emulator, testGateway, api, connection, close },
      async zapOn(trigger, input = {}) {
        const zap = zapier.zap({ trigger, connection, input: { ...FAST, ...input } });
        await zap.turnOn();
        return zap;
      },
      async labels(form, field) {
        const pages = await zapier.choices(connection, form, field);
        return pages.flatMap(({ results }) => results.map(({ label }) => label));
      },
      async tidyUp() {
        if (isClosed) return;
        await testGateway.start();
        const left = await api.all<{ readonly id: string }>('/v1/subscriptions');
        for (const { id } of left) await api.call('DELETE', `/v1/subscriptions/${id}`);
      },
      run: (what, input) => zapier.run(connection, what, input),
      happen: (provider, type, sequence, how = {}) =>
        fire(emulator, provider, type, { payload: sampleOf(provider, type, sequence), ...how }),
      async delivered() {
        const pending = (): Promise<unknown[]> => api.all('/v1/deliveries?status=pending');
        await until(
          pending,
          (rows) => rows.length === 0,
          undefined,
          () => explainDeliveries(api),
        );
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function sampleOf(provider: ProviderId, type: string, sequence: number): SampleObject {
  const event = PROVIDERS[provider].events[type];
  if (event === undefined) throw new Error(`${provider} has no event ${type}`);
  return event.sample({ sequence, at: SAMPLE_TIME });
}

function fire(
  emulator: Emulator,
  provider: ProviderId,
  type: string,
  how: FireOptions,
): Promise<Delivery> {
  const [delivery, ...others] = emulator.fire(provider, type, how);
  if (delivery !== undefined && others.length === 0) return delivery.done;
  throw new Error(`${provider} has ${delivery ? 'several webhooks' : 'no webhook'} for ${type}`);
}
