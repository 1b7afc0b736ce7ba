import { useTexts } from '../../app/texts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Said } from '../../components/said.tsx';
import { Time } from '../../components/time.tsx';
import type { Concern } from './concerns.ts';

/** One {@link Concern} in words: what is wrong, since when and why. */
export function ConcernNotice({ concern }: { readonly concern: Concern }) {
  const { home } = useTexts();
  if ('source' in concern) {
    const { name, problem, refused } = concern.source;
    return (
      <Notice
        tone={concern.kind === 'source_unusable' ? 'danger' : 'warning'}
        title={home.concerns[concern.kind](name)}
      >
        {problem !== null && (
          <p>
            <Said text={problem} />
          </p>
        )}
        {concern.kind === 'source_refusing' && refused.last_at !== null && (
          <p>
            {home.refusals(refused.count)} <Time at={refused.last_at} />
          </p>
        )}
      </Notice>
    );
  }
  const { name, problem, status_reason, failing_since } = concern.subscription;
  const reason = problem ?? status_reason;
  return (
    <Notice
      tone={
        concern.kind === 'subscription_failing' || concern.kind === 'subscription_late'
          ? 'warning'
          : 'danger'
      }
      title={home.concerns[concern.kind](name)}
    >
      {reason !== null && (
        <p>
          <Said text={reason} />
        </p>
      )}
      {concern.dueSince !== undefined && (
        <p>
          {home.dueSince} <Time at={concern.dueSince} />
        </p>
      )}
      {failing_since !== null && (
        <p>
          {home.failingSince} <Time at={failing_since} />
        </p>
      )}
    </Notice>
  );
}
