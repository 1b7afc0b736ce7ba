import { useExplain } from '../app/explain.ts';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => unknown;
  /** Paths of the fields whose problems are shown at the fields themselves. */
  readonly shownElsewhere?: readonly string[];
}

/** Says why something failed and what to do, in the viewer's language. */
export function Failure({ error, onRetry, shownElsewhere }: FailureProps) {
  const t = useTexts();
  const { title, detail, english } = useExplain()(error, shownElsewhere);
  return (
    <Notice tone="danger" title={title} isLive>
      {detail !== '' && <p>{detail}</p>}
      {english !== '' && <p lang="en">{english}</p>}
      {onRetry !== undefined && (
        <div>
          <Button onClick={() => onRetry()}>{t.common.retry}</Button>
        </div>
      )}
    </Notice>
  );
}
