import { GatewayError } from '../../errors.ts';
import { invalid } from '../invalid.ts';
import type { SourceWithSecret } from './add.ts';
import type { SourceDeps } from './deps.ts';
import { checkSecrets } from './input.ts';
import { retire } from './registrar.ts';
import { graceEnd, withResult } from './registration.ts';
import { makeSecret } from './secret.ts';
import { changeStored, findReady } from './stored.ts';

/**
 * Replaces the secret; the old one is accepted a while longer. With a secret given, that
 * one is taken over. Otherwise a registered source gets new credentials from its provider,
 * and one whose secret is entered there by hand gets a secret that is made here.
 * @throws {GatewayError} `source_not_found`, `invalid_request`, `conflict`, or what {@link register} throws
 */
export function rotateSecret(
  deps: SourceDeps,
  id: string,
  options: { readonly secret?: string; readonly graceHours?: number } = {},
): Promise<SourceWithSecret> {
  return deps.changes.run(id, async () => {
    const ready = await findReady(deps, id);
    const { source, provider } = ready;
    const until = graceEnd(deps, options.graceHours);
    if (options.secret === undefined && source.registrationId !== null) {
      const result = await deps.registrar.renew(ready);
      const renewed = await changeStored(deps, id, (now) => withResult(deps, now, result, until));
      return { ready: renewed, secret: null };
    }
    if (!provider.signature.isSymmetric) {
      throw new GatewayError(
        'conflict',
        provider.registration.api === null
          ? `${provider.name} signs with keys of its own. Change the source's public_keys.`
          : `${provider.name} signs with keys of its own. Register the source, or change its public_keys.`,
      );
    }
    const problems = options.secret === undefined ? [] : checkSecrets(provider, [options.secret]);
    if (problems.length > 0) throw invalid(problems.map((each) => ({ ...each, path: 'secret' })));
    const secret = options.secret ?? makeSecret(provider);
    const rotated = await changeStored(deps, id, ({ source: row, secrets }) => ({
      source: row,
      secrets: { ...secrets, ...retire(secrets, [secret], until), unsigned: false },
    }));
    return { ready: rotated, secret: options.secret === undefined ? secret : null };
  });
}
