import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodePayload,
  type JsonObject,
  PROVIDERS,
  type Provider,
  type ProviderId,
  requestHeaders,
  type SampleObject,
  TOKEN_PURPOSES,
} from '@signal-hooks/catalogue';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { type Doubts, Make } from './make/make.ts';

/** A real gateway on loopback with a data folder of its own, and Make connected to it. */
export interface Fixture {
  readonly gateway: Gateway;
  readonly make: Make;
  /** The token of Make's connection. */
  readonly token: string;
  makeToken(scopes: readonly string[]): Promise<string>;
  /** Moves the gateway's clock. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** What a fixture can change. */
interface Setting extends Doubts {
  /** Internal networks that the gateway may deliver to; loopback, where Make is, if absent. */
  readonly allowedNetworks?: readonly string[];
}

export async function startFixture(setting: Setting = {}): Promise<Fixture> {
  const { allowedNetworks = ['127.0.0.0/8'] } = setting;
  const folder = mkdtempSync(join(tmpdir(), 'signal-hooks-make-'));
  const config = { dataDir: folder, port: 0, allowedNetworks };
  let ahead = 0;
  const gateway = await startGateway(readConfig({}, config), {
    log: createLog('silent'),
    now: () => Date.now() + ahead,
    alertRoundMs: 50,
    // A day of waiting passes in under one second.
    delivery: { schedule: { timeScale: 0.000_01 }, pollMs: 50 },
  });
  const makeToken = async (scopes: readonly string[]): Promise<string> => {
    const wanted = { name: 'make', scopes, expiresInDays: 1 };
    return (await gateway.services.tokens.create(wanted)).token;
  };
  const close = async (): Promise<void> => {
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const make = new Make(setting);
    const token = await makeToken(TOKEN_PURPOSES.make);
    await make.connect({ gateway_url: gateway.url, api_token: token });
    const advance = (ms: number): void => {
      ahead += ms;
    };
    return { gateway, make, token, makeToken, advance, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A source of the gateway. */
export interface TestSource {
  readonly id: string;
  readonly provider: Provider;
}

const SECRET = 'secret-of-the-make-test';

/** Adds a source; what only the provider could sign comes unsigned. */
export async function addSource(
  { gateway }: Fixture,
  id: ProviderId,
  name: string,
): Promise<TestSource> {
  const how = PROVIDERS[id].signature.isSymmetric ? { secrets: [SECRET] } : { unsigned: true };
  const { ready } = await gateway.services.sources.add({ provider: id, name, ...how });
  return { id: ready.source.id, provider: ready.provider };
}

/** Adds a source of a product that the gateway does not know; its definition is stored there. */
export async function addOwnSource(
  { gateway }: Fixture,
  definition: JsonObject,
  name: string,
): Promise<TestSource> {
  const how = { provider: 'custom', definition, secrets: [SECRET] };
  const { ready } = await gateway.services.sources.add({ ...how, name });
  return { id: ready.source.id, provider: ready.provider };
}

/** Makes every event another one. */
let sequence = 0;

/**
 * The provider of a source sends an event, as it would.
 * @param type the first that it knows, if absent
 * @param more what else than the sample its payload holds
 * @returns the event's id
 */
export async function happen(
  { gateway }: Fixture,
  { id, provider }: TestSource,
  type: string = Object.keys(provider.events)[0] ?? '',
  more: SampleObject = {},
): Promise<string> {
  sequence += 1;
  const at = new Date(Date.UTC(2026, 3, 25, 14, 30, sequence));
  const payload = { ...provider.events[type]?.sample({ sequence, at }), ...more };
  const body = encodePayload(payload, provider.wire.encoding);
  const event = { type, deliveryId: `delivery_${sequence}`, payload, at };
  const isSigned = provider.signature.isSymmetric;
  const headers = requestHeaders(provider, event, body, isSigned ? { secret: SECRET } : {});
  const response = await fetch(`${gateway.url}/in/${id}`, { method: 'POST', headers, body });
  const answer = (await response.json()) as { readonly status: string; readonly event_id: string };
  if (answer.status !== 'stored') throw new Error(`the event is not new: ${answer.status}`);
  return answer.event_id;
}
