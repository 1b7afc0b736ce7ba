import type { ScalarType } from '../record/field.ts';

/** The type of a field as conditions see it. */
export type FieldType = ScalarType | 'list';

/** What a condition asks of a field. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'in'
  | 'contains'
  | 'starts_with'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'exists';

/** One operator: how people see it, how they type it, and what it can be asked of. */
export interface OperatorDefinition {
  /** Title Case, as forms show it behind the field's name. */
  readonly label: string;
  /** How it is typed between a field and a value; the operator's own name always does. */
  readonly sign?: string;
  readonly fits: readonly FieldType[];
}

const TEXTS = ['string', 'id', 'url', 'email', 'phone'] as const;
const ORDERED = ['integer', 'number', 'priority', 'datetime'] as const;

/** Every operator, in the order of forms. */
export const OPERATORS: Readonly<Record<Operator, OperatorDefinition>> = {
  eq: { label: 'Is', sign: '=', fits: [...TEXTS, ...ORDERED, 'boolean'] },
  ne: { label: 'Is Not', sign: '!=', fits: [...TEXTS, ...ORDERED, 'boolean'] },
  in: { label: 'Is One Of', fits: [...TEXTS, 'integer', 'number', 'priority'] },
  contains: { label: 'Contains', sign: '*=', fits: [...TEXTS, 'list'] },
  starts_with: { label: 'Starts With', sign: '^=', fits: TEXTS },
  gt: { label: 'Is More Than', sign: '>', fits: ORDERED },
  gte: { label: 'Is at Least', sign: '>=', fits: ORDERED },
  lt: { label: 'Is Less Than', sign: '<', fits: ORDERED },
  lte: { label: 'Is at Most', sign: '<=', fits: ORDERED },
  exists: { label: 'Has a Value', fits: [...TEXTS, ...ORDERED, 'boolean', 'list'] },
};

/** The names of all operators. */
export const OPERATOR_NAMES: readonly Operator[] = Object.keys(OPERATORS) as Operator[];

/** The operators that make sense for a field of a type. */
export const operatorsFor = (type: FieldType): readonly Operator[] =>
  OPERATOR_NAMES.filter((name) => OPERATORS[name].fits.includes(type));

/** Whether something is an operator's name. */
export const isOperator = (name: unknown): name is Operator =>
  typeof name === 'string' && Object.hasOwn(OPERATORS, name);
