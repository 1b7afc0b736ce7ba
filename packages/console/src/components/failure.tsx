import { useExplain } from '../app/explain.ts';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => unknown;
}

/** Says why something failed and what to do, in the viewer's language. */
export function Failure({ error, onRetry }: FailureProps) {
  const t = useTexts();
  const { title, detail } = useExplain()(error);
  return (
    <Notice tone="danger" title={title} isLive>
      {detail !== '' && <p>{detail}</p>}
      {onRetry !== undefined && (
        <div>
          <Button onClick={() => onRetry()}>{t.common.retry}</Button>
        </div>
      )}
    </Notice>
  );
}
