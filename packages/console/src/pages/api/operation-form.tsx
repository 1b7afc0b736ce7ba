import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { gatewayAddress, PAGE_HEADERS } from '../../api/client.ts';
import { indentJson } from '../../app/indent-json.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { LongText } from '../../components/long-text.tsx';
import { Panel } from '../../components/panel.tsx';
import styles from './api.module.css';
import { addressOf, commandOf, firstBody, type Operation, type Schema } from './operations.ts';

interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

interface OperationFormProps {
  readonly operation: Operation;
}

/** One operation: what it takes, and what the gateway answers. */
export function OperationForm({ operation }: OperationFormProps) {
  const { api: t } = useTexts();
  const { method, path, parameters } = operation;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [body, setBody] = useState(operation.body && firstBody(operation.body));
  const [isAsking, setAsking] = useState(false);
  const url = `${gatewayAddress}${addressOf(operation, values)}`;
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => send(method, url, body),
    onSettled: () => setAsking(false),
  });
  const missing = parameters.find(({ name, required }) => required === true && !values[name]);
  const onlyReads = method === 'GET';
  return (
    <>
      <Panel title={operation.summary}>
        <p lang="en">{operation.description}</p>
        {parameters.map(({ name, description, required = false }) => (
          <TextField
            key={name}
            label={name}
            help={<span lang="en">{description}</span>}
            required={required}
            spellCheck={false}
            value={values[name] ?? ''}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
        {operation.body !== null && (
          <Body schema={operation.body} text={body ?? ''} onChange={setBody} />
        )}
        <div>
          <Button
            look="primary"
            isBusy={isPending}
            disabled={missing !== undefined}
            onClick={() => (onlyReads ? mutate() : setAsking(true))}
          >
            {t.send}
          </Button>
        </div>
        {missing !== undefined && <p className={styles.help}>{t.missing(missing.name)}</p>}
      </Panel>
      <ConfirmDialog
        title={`${method} ${path}`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        confirm={t.send}
        isBusy={isPending}
        error={null}
        onConfirm={() => mutate()}
      >
        <p>{t.changes}</p>
      </ConfirmDialog>
      {error !== null && <Failure error={error} />}
      {data !== undefined && (
        <Panel title={t.answer(data.status, data.ms)}>
          <LongText isCode text={data.text === '' ? t.empty : indentJson(data.text)} />
        </Panel>
      )}
      <Panel title={t.command}>
        <LongText isCode text={commandOf(operation, url, body)} />
      </Panel>
    </>
  );
}

async function send(method: string, url: string, body: string | null): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(url, {
    method,
    headers: { ...PAGE_HEADERS, ...(body !== null && { 'content-type': 'application/json' }) },
    ...(body !== null && { body }),
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, ms: Math.round(performance.now() - started), text };
}

interface BodyProps {
  readonly schema: Schema;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function Body({ schema: { properties = {}, required = [] }, text, onChange }: BodyProps) {
  const { api: t } = useTexts();
  const id = useId();
  return (
    <div className={styles.body}>
      <label htmlFor={id}>{t.body}</label>
      <textarea
        id={id}
        className={styles.text}
        rows={8}
        spellCheck={false}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <dl className={styles.keys}>
        {Object.entries(properties).map(([key, { description }]) => (
          <div key={key}>
            <dt>
              <code>{key}</code> {required.includes(key) && t.required}
            </dt>
            <dd lang="en">{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
