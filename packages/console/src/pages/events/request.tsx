import type { EventRequest } from '@signal-hooks/client';
import { useState } from 'react';
import { curlCommand } from '../../app/curl.ts';
import { useFormat } from '../../app/format.ts';
import { indentJson } from '../../app/indent-json.ts';
import { useTexts } from '../../app/texts.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { LongText } from '../../components/long-text.tsx';
import styles from './event.module.css';

interface RequestProps {
  readonly request: EventRequest;
}

/** The body: indented, or byte by byte. */
export function Payload({ request }: RequestProps) {
  const { event: t } = useTexts();
  const format = useFormat();
  const [isRaw, setRaw] = useState(false);
  const body = request.body ?? request.body_base64 ?? '';
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <CheckboxField label={t.asSent} isChecked={isRaw} onChange={setRaw} />
        <span className={styles.muted}>{format.bytes(request.body_bytes)}</span>
        <CopyButton text={body} />
      </div>
      <LongText isCode text={isRaw ? body : indentJson(body)} />
    </div>
  );
}

/** Those that are kept: the provider's own. */
export function Headers({ request }: RequestProps) {
  const { event: t } = useTexts();
  return (
    <div className={styles.stack}>
      <p className={styles.muted}>{t.headersHelp}</p>
      <dl className={styles.cells}>
        {Object.entries(request.headers).map(([name, value]) => (
          <div key={name} className={styles.cell}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <LongText text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface CurlCommandProps extends RequestProps {
  /** Of the source; null: the gateway does not know its public address. */
  readonly address: string | null;
}

/** The same request for a terminal. */
export function CurlCommand({ request, address }: CurlCommandProps) {
  const { event: t } = useTexts();
  const command = curlCommand(request, address ?? 'https://…');
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <span className={styles.muted}>{t.curlHelp}</span>
        <CopyButton text={command} />
      </div>
      <LongText isCode text={command} />
    </div>
  );
}
