import type { Expression } from '../definition/expression.ts';
import type { TemplateObject } from '../definition/template.ts';
import type { EventDefinition } from '../provider.ts';
import type { Evidence, Scalar, ScalarField, ScalarType } from '../record/field.ts';

/** A field in one line. */
export type FieldRow = readonly [
  key: string,
  label: string,
  type: ScalarType,
  sample: Scalar,
  from: Expression,
];

/** Fields as a table: those of a preset are all known from the same page. */
export const fieldTable = (
  rows: readonly FieldRow[],
  status: Evidence = 'documented',
): ScalarField[] =>
  rows.map(([key, label, type, sample, from]) => ({ key, label, type, sample, status, from }));

/**
 * An event type that the vendor documents.
 * @param when the clause after "Triggers when", without a full stop
 */
export const documentedEvent = (
  label: string,
  when: string,
  sample: TemplateObject,
): EventDefinition => ({
  label,
  description: `Triggers when ${when}.`,
  status: 'documented',
  sample,
});
