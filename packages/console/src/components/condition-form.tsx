import { Popover } from '@base-ui/react/popover';
import { type Operator, parseValue } from '@signal-hooks/catalogue';
import type { Condition } from '@signal-hooks/client';
import { type FormEvent, type ReactElement, useState } from 'react';
import { type FilterField, valueText } from '../app/filter-fields.ts';
import { useSaid } from '../app/said.ts';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';
import styles from './conditions.module.css';
import { TextField } from './field.tsx';
import { SelectField } from './select-field.tsx';

interface ConditionPopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly title: string;
  readonly fields: readonly FilterField[];
  /** What is changed; absent: a new one is made. */
  readonly condition?: Condition;
  readonly onDone: (condition: Condition) => void;
}

/** The form for a condition, over the page. */
export function ConditionPopover({ trigger, title, onDone, ...form }: ConditionPopoverProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner align="start" sideOffset={6} className={styles.popover}>
          <Popover.Popup className={styles.form}>
            <Popover.Title>{title}</Popover.Title>
            <ConditionForm
              {...form}
              onDone={(condition) => {
                onDone(condition);
                setOpen(false);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ConditionForm({
  fields,
  condition,
  onDone,
}: Pick<ConditionPopoverProps, 'fields' | 'condition' | 'onDone'>) {
  const t = useTexts();
  const said = useSaid();
  const [key, setKey] = useState(condition?.field);
  const [operator, setOperator] = useState<Operator>(condition?.op ?? 'eq');
  const [text, setText] = useState(condition === undefined ? '' : valueText(condition));
  const [problem, setProblem] = useState<string>();
  const field = fields.find((each) => each.key === key) ?? fields[0];
  if (field === undefined) return null;
  const op = field.ops.find((each) => each === operator) ?? (field.ops[0] as Operator);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // To React it is within the form that the button is in.
    event.stopPropagation();
    const type = field.type as Parameters<typeof parseValue>[0]['type'];
    const parsed = parseValue({ type }, op, text);
    if (parsed.ok) onDone({ field: field.key, op, value: parsed.value });
    else setProblem(t.filter.mustBe(said(parsed.mustBe)));
  };
  return (
    <form className={styles.fields} onSubmit={submit}>
      <SelectField
        label={t.filter.field}
        value={field.key}
        choices={fields.map(({ key: value, label }) => ({ value, label: said(label) }))}
        onChange={setKey}
      />
      <SelectField
        label={t.filter.operator}
        value={op}
        choices={field.ops.map((each) => ({ value: each, label: t.filter.operators[each] }))}
        onChange={setOperator}
      />
      <TextField label={t.filter.value} value={text} onChange={setText} problem={problem} />
      <div>
        <Button type="submit" look="primary">
          {condition === undefined ? t.filter.apply : t.filter.change}
        </Button>
      </div>
    </form>
  );
}
