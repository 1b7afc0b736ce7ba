import { useState } from 'react';
import { useFormat } from '../app/format.ts';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';
import styles from './long-text.module.css';

/** How much is shown at first, and at most: a browser cannot lay out megabytes in one piece. */
const FIRST = 2000;
const MOST = 200_000;

interface LongTextProps {
  /** Anything that came from outside. */
  readonly text: string;
  /** As code: in a frame of its own that scrolls. */
  readonly isCode?: boolean;
}

/** A text of others of any length, with its line breaks. */
export function LongText({ text, isCode = false }: LongTextProps) {
  const t = useTexts();
  const format = useFormat();
  const [most, setMost] = useState(isCode ? FIRST * 10 : FIRST);
  const shown = text.length > most ? text.slice(0, most) : text;
  return (
    <>
      {isCode ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <pre className={styles.code} tabIndex={0}>
          <bdi>{shown}</bdi>
        </pre>
      ) : (
        <bdi className={styles.text}>{shown}</bdi>
      )}
      {shown !== text && (
        <p className={styles.rest}>
          {t.common.shownOf(format.number(shown.length), format.number(text.length))}{' '}
          {most < MOST && <Button onClick={() => setMost(MOST)}>{t.common.showMore}</Button>}
        </p>
      )}
    </>
  );
}
