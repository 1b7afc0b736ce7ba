import type { SubscriptionSecrets } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { SubscriptionWithSecret } from './create.ts';
import type { SubscriptionDeps } from './deps.ts';
import { newSigningSecret } from './secret.ts';
import { changeLive, findLive } from './stored.ts';

/** Deliveries are signed with old and new secret for that long by default. */
const SECRET_GRACE_HOURS = 24;
const HOUR_MS = 3600_000;
/** Each makes one more signature in every delivery's header. */
const MAX_SECRETS = 5;

/**
 * Makes a new signing secret; deliveries are signed with the old one too until the grace is over.
 * @throws {GatewayError} `subscription_not_found`, or `conflict` if it has ended or its
 *   subscriber cannot learn a new secret
 */
export function rotateSecret(
  deps: SubscriptionDeps,
  id: string,
  { graceHours = SECRET_GRACE_HOURS }: { readonly graceHours?: number } = {},
): Promise<SubscriptionWithSecret> {
  return deps.changes.run(id, async () => {
    const { vault, now } = deps;
    const { secrets, subscription: stored } = await findLive(deps, id);
    if (stored.fixedSecret) throw isFixed();
    const end = now() + graceHours * HOUR_MS;
    const old = secrets.secrets
      .map(({ secret, until }) => ({ secret, until: Math.min(until ?? end, end) }))
      .filter(({ until }) => until > now());
    const secret = newSigningSecret();
    const next: SubscriptionSecrets = {
      secrets: [{ secret, until: null }, ...old].slice(0, MAX_SECRETS),
    };
    const sealed = vault.seal(next, id);
    const subscription = await changeLive(deps, id, (stored) => ({ ...stored, sealed }));
    return { subscription, secret };
  });
}

/** A delivery with a signature that the subscriber cannot check would be lost there. */
const isFixed = (): GatewayError =>
  new GatewayError(
    'conflict',
    'This subscriber cannot learn a new secret: it would refuse every later delivery. Let it subscribe anew instead; for a Zap, switch the Zap off and on in Zapier.',
  );
