import { Popover } from '@base-ui/react/popover';
import { type Operator, parseValue } from '@signal-hooks/catalogue';
import type { Condition } from '@signal-hooks/client';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { FilterField } from '../../app/filter-fields.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import styles from './events.module.css';

interface AddConditionProps {
  readonly fields: readonly FilterField[];
  readonly onAdd: (condition: Condition) => void;
}

/** A button that opens the form for a condition. */
export function AddCondition({ fields, onAdd }: AddConditionProps) {
  const { filter: t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [first] = fields;
  if (first === undefined) return null;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger render={<Button icon={Plus}>{t.add}</Button>} />
      <Popover.Portal>
        <Popover.Positioner align="start" sideOffset={6} className={styles.popover}>
          <Popover.Popup className={styles.form}>
            <Popover.Title>{t.add}</Popover.Title>
            <ConditionForm
              fields={fields}
              first={first}
              onAdd={(condition) => {
                onAdd(condition);
                setOpen(false);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ConditionFormProps extends AddConditionProps {
  readonly first: FilterField;
}

function ConditionForm({ fields, first, onAdd }: ConditionFormProps) {
  const { filter: t } = useTexts();
  const [key, setKey] = useState(first.key);
  const [operator, setOperator] = useState<Operator>('eq');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = fields.find((each) => each.key === key) ?? first;
  const op = field.ops.find((each) => each === operator) ?? (field.ops[0] as Operator);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const type = field.type as Parameters<typeof parseValue>[0]['type'];
    const parsed = parseValue({ type }, op, text);
    if (parsed.ok) onAdd({ field: field.key, op, value: parsed.value });
    else setProblem(t.mustBe(parsed.mustBe));
  };
  return (
    <form className={styles.fields} onSubmit={submit}>
      <SelectField
        label={t.field}
        value={field.key}
        choices={fields.map((each) => ({ value: each.key, label: each.label }))}
        onChange={setKey}
      />
      <SelectField
        label={t.operator}
        value={op}
        choices={field.ops.map((each) => ({ value: each, label: t.operators[each] }))}
        onChange={setOperator}
      />
      <TextField label={t.value} value={text} onChange={setText} problem={problem} />
      <div>
        <Button type="submit" look="primary">
          {t.apply}
        </Button>
      </div>
    </form>
  );
}
