import { ALERTS_ID } from '@signal-hooks/catalogue';
import { isMailAddress } from '../../alerts/channels/email.ts';
import { type AlertChannelSecrets, NO_SMTP } from '../../alerts/channels/sender.ts';
import { testMessage } from '../../alerts/message.ts';
import type { AlertChannel } from '../../domain.ts';
import { ALERT_CHANNEL } from '../../entities/alert-channel.ts';
import { defaultsOf } from '../../entities/columns.ts';
import { GatewayError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { checkTargetUrl } from '../../net/safe-connector.ts';
import { invalid } from '../invalid.ts';
import { channelOf, hookChannel, hookChannels, type KnownChannel } from './channel.ts';
import type { AlertDeps } from './deps.ts';

/** A channel to be added. */
export interface NewChannel {
  readonly kind: KnownChannel['kind'];
  readonly name?: string;
  readonly url?: string;
  readonly to?: readonly string[];
}

/** A channel with the secret that signs what it gets: shown now and never again. */
interface ChannelWithSecret {
  readonly channel: KnownChannel;
  /** Null where nothing is signed. */
  readonly secret: string | null;
}

/** What came of a test. */
interface ChannelTest {
  readonly sent: boolean;
  /** Why not, in words. */
  readonly error: string | null;
}

/** In the order they were added. */
export async function listChannels(deps: AlertDeps): Promise<readonly KnownChannel[]> {
  await deps.directory.refresh();
  const channels = (await deps.store.alerts.channels()).map((row) => channelOf(deps, row));
  return [...channels, ...(await hookChannels(deps))].sort((a, b) => a.createdAt - b.createdAt);
}

/**
 * Adds a channel. It gets what changes from now on. A `hook` is a subscription to alerts.
 * @throws {GatewayError} `invalid_request`, `target_forbidden`, or `conflict` if no mail server is set
 */
export async function addChannel(deps: AlertDeps, input: NewChannel): Promise<ChannelWithSecret> {
  const { kind, name = '' } = input;
  if (kind === 'hook') {
    const targetUrl = urlOf(input);
    const made = await deps.subscriptions.create({ provider: ALERTS_ID, name, targetUrl });
    return { channel: await hookChannel(deps, made.subscription), secret: made.secret };
  }
  const { store, vault, now } = deps;
  const createdAt = now();
  const id = newId('ach', createdAt);
  const channel: AlertChannel = {
    ...defaultsOf(ALERT_CHANNEL),
    ...{ id, kind, name, createdAt },
    sentThrough: await store.alerts.lastChange(),
    sealed: vault.seal(addressOf(deps, kind, input), id),
  };
  await store.alerts.addChannel(channel);
  return { channel: channelOf(deps, channel), secret: null };
}

function addressOf(
  { rules, smtp }: AlertDeps,
  kind: AlertChannel['kind'],
  input: NewChannel,
): AlertChannelSecrets {
  if (kind === 'slack') return { url: checkTargetUrl(urlOf(input), rules).href };
  if (smtp === null) throw new GatewayError('conflict', NO_SMTP);
  const to = [...new Set(input.to)];
  const problems = to.flatMap((address, at) =>
    isMailAddress(address) ? [] : [{ path: `to.${at}`, message: 'This is no e-mail address.' }],
  );
  if (to.length === 0) problems.push({ path: 'to', message: 'Give one or more e-mail addresses.' });
  if (problems.length > 0) throw invalid(problems);
  return { to };
}

/** @throws {GatewayError} `invalid_request` */
function urlOf({ url }: NewChannel): string {
  if (url !== undefined) return url;
  throw invalid([{ path: 'url', message: 'Give the address that messages are sent to.' }]);
}

/** Nothing is sent to it any more. @throws {GatewayError} `alert_channel_not_found` */
export async function removeChannel(deps: AlertDeps, id: string): Promise<void> {
  if (await deps.store.alerts.deleteChannel(id)) return;
  await findHook(deps, id);
  await deps.subscriptions.end(id);
}

/** Sends a test at once; it is not tried again. @throws {GatewayError} `alert_channel_not_found` */
export async function testChannel(deps: AlertDeps, id: string): Promise<ChannelTest> {
  const row = (await deps.store.alerts.channels()).find((each) => each.id === id);
  if (row !== undefined) {
    const error = await deps.send(row, testMessage(deps.publicUrl));
    return { sent: error === null, error };
  }
  await findHook(deps, id);
  const { error, httpStatus } = await deps.subscriptions.test(id);
  if (error === null) return { sent: true, error: null };
  const words =
    httpStatus === null ? `It could not be reached: ${error}.` : `It answered HTTP ${httpStatus}.`;
  return { sent: false, error: words };
}

async function findHook(deps: AlertDeps, id: string): Promise<KnownChannel> {
  await deps.directory.refresh();
  const found = (await hookChannels(deps)).find((hook) => hook.id === id);
  if (found === undefined) throw new GatewayError('alert_channel_not_found');
  return found;
}
