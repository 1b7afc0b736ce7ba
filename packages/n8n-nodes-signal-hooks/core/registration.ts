import { randomBytes } from 'node:crypto';
import {
  type Conversation,
  converse,
  findRegistration,
  hasSameAuthorization,
  isReachableFrom,
  type Registered,
  type RegistrationApi,
  type RegistrationTarget,
  register,
  renewRegistration,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { explainToUser, operationError } from './errors.ts';
import { isSameNode } from './node-url.ts';
import type { NodeRegistration, Trigger } from './trigger.ts';

/** What a node keeps of its registration between starts of n8n. */
export interface StoredRegistration extends Registered {
  /** The node's URL at that time; another one means that the registration is not this node's. */
  readonly url: string;
  /** It was made to listen for one test event. */
  readonly isTest?: true;
}

/** The registration in a node's static data; null if there is none. */
export function storedRegistration(staticData: IDataObject): StoredRegistration | null {
  return (staticData.registration as StoredRegistration | undefined) ?? null;
}

/**
 * Whether this node's registration exists, is active, asks for the same events, and what it
 * signs with is stored. Whatever is missing is brought in order by {@link createRegistration}.
 */
export function checkRegistration(hook: IHookFunctions, trigger: Trigger): Promise<boolean> {
  return talk(hook, trigger, function* ({ api, settings, target, stored }) {
    if (stored === null || !hasSameAuthorization(api, settings, stored)) return false;
    const found = yield* findRegistration(api, settings, target, stored.id);
    return found?.active === true && found.id === stored.id;
  });
}

/** Adopts, re-enables, renews or creates this node's registration, and keeps what it brought. */
export function createRegistration(hook: IHookFunctions, trigger: Trigger): Promise<boolean> {
  return talk(hook, trigger, function* ({ api, settings, target, stored, former, how }) {
    if (!how.isTargetChecked && !isReachableFrom(api.address(settings), target.url)) {
      throw unreachable(hook, trigger, target);
    }
    const { id, credentials } = how.isRenewed
      ? yield* renewRegistration(api, settings, target, stored?.id ?? null)
      : yield* register(api, settings, target, stored);
    if (former !== null && former.id !== id) yield* api.remove(settings, former.id);
    const { url } = target;
    const isTest = hook.getMode() === 'manual';
    const registration: StoredRegistration = { id, url, credentials, ...(isTest && { isTest }) };
    hook.getWorkflowStaticData('node').registration = registration;
    return true;
  });
}

/**
 * Removes this node's registration, or makes it wait, where the node can and the user wants
 * that; one that is already gone counts as removed. n8n asks for this when a workflow is
 * unpublished or deleted, when a changed node is published, when publishing has failed, and
 * at the end of a test, and does not tell which it is.
 */
export function deleteRegistration(hook: IHookFunctions, trigger: Trigger): Promise<boolean> {
  return talk(hook, trigger, function* ({ api, settings, target, stored }) {
    const there = yield* api.list(settings, target);
    const own = stored === null ? [] : [stored.id];
    const ids = new Set([...there.map(({ id }) => id), ...own]);
    const pause = isForTest(target.url, stored) ? null : trigger.registration?.pause?.(hook);
    if (pause) {
      // The secret is kept: what waits will be signed with it.
      for (const id of ids) yield* pause(settings, target, id);
      return true;
    }
    for (const id of ids) yield* api.remove(settings, id);
    delete hook.getWorkflowStaticData('node').registration;
    return true;
  });
}

/** A test that could not begin has left nothing but its address. */
const isForTest = (url: string, stored: StoredRegistration | null): boolean =>
  stored === null ? url.includes('/webhook-test/') : stored.isTest === true;

/** Everything a conversation about a node's registration is about. */
interface Matter {
  readonly api: RegistrationApi;
  readonly settings: Settings;
  readonly target: RegistrationTarget;
  readonly stored: StoredRegistration | null;
  /** What was registered for another webhook of the same node. */
  readonly former: StoredRegistration | null;
  readonly how: NodeRegistration;
}

async function talk<Result>(
  hook: IHookFunctions,
  trigger: Trigger,
  about: (matter: Matter) => Conversation<Result>,
): Promise<Result> {
  const registration = trigger.registration as NodeRegistration;
  try {
    const url = ownUrl(hook, registration.webhookName?.(hook));
    const { settings, events } = await registration.wanted(hook);
    const name = `n8n: ${hook.getWorkflow().name ?? 'workflow'}`;
    const target = { url, name, events, newSecret: newSecret() };
    const kept = storedRegistration(hook.getWorkflowStaticData('node'));
    const stored = kept?.url === url ? kept : null;
    const isFormer = kept !== null && stored === null && isSameNode(kept.url, url);
    const former = isFormer ? kept : null;
    const wire = await registration.connect(hook, settings);
    const { api } = registration;
    return await converse(
      wire,
      about({ api, settings, target, stored, former, how: registration }),
    );
  } catch (error) {
    throw explainToUser(hook, trigger.name, error, registration.nextSteps);
  }
}

/** Fresh randomness in the form that every provider takes: 64 hex digits. */
export const newSecret = (): string => randomBytes(32).toString('hex');

const unreachable = (hook: IHookFunctions, { name }: Trigger, { url }: RegistrationTarget) =>
  operationError(
    hook,
    // Not the whole URL: whoever knows it can send there, and long runs are cut out anyway.
    `${name} cannot reach this n8n at ${new URL(url).origin}.`,
    'That address is known only on this machine or in its own network. Set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) to the address under which n8n is reached from the internet, restart n8n, and publish the workflow again.',
  );

function ownUrl(hook: IHookFunctions, webhookName: 'default' | 'setup' = 'default'): string {
  const url = hook.getNodeWebhookUrl(webhookName);
  if (url !== undefined) return url;
  throw operationError(
    hook,
    'This node has no webhook URL.',
    'Save the workflow and publish it again.',
  );
}
