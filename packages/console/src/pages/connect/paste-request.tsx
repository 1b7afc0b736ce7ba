import { useId, useState } from 'react';
import { useTexts } from '../../app/texts.tsx';
import styles from './connect.module.css';
import { type PastedRequest, readPasted } from './pasted.ts';

interface PasteRequestProps {
  /** Null: what was typed is no request. */
  readonly onRead: (request: PastedRequest | null) => void;
}

/** Takes a request as a curl command, raw HTTP, or headers and body. */
export function PasteRequest({ onRead }: PasteRequestProps) {
  const t = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const request = readPasted(text);
  const change = (typed: string): void => {
    setText(typed);
    onRead(readPasted(typed));
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t.connect.paste}</label>
      <textarea
        id={id}
        className={styles.paste}
        rows={8}
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.target.value)}
        aria-describedby={`${id} help`}
      />
      <p id={`${id} help`} className={styles.help}>
        {text !== '' && request === null ? t.connect.noRequest : t.connect.pasteHelp}
      </p>
    </div>
  );
}
