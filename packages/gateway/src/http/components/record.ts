import { COMMON_FIELDS, type CommonField } from '@signal-hooks/catalogue';
import type { Schema } from '../operation.ts';
import { list, nullable, object, PRIORITY, STRING, TIME } from '../schemas.ts';

/** The common fields; a provider's own follow under keys of their own. */
export function recordSchema(): Schema {
  const properties = Object.fromEntries(COMMON_FIELDS.map((field) => [field.key, cell(field)]));
  return object(
    { ...properties, unreadable_fields: list(STRING), raw: { type: 'object' } },
    { additionalProperties: true },
  );
}

function cell(field: CommonField): Schema {
  if (field.type === 'list') {
    const columns = field.items.map((item): [string, Schema] => [item.key, nullable(STRING)]);
    return list(object(Object.fromEntries(columns)));
  }
  const { label, help } = field;
  const words = { title: label, ...(help === undefined ? {} : { description: help }) };
  if (field.type === 'number' || field.type === 'integer') {
    return { type: [field.type, 'null'], ...words };
  }
  if (field.type === 'priority') return { ...nullable(PRIORITY), ...words };
  if (field.type === 'datetime') return { ...nullable(TIME), ...words };
  return { ...nullable(STRING), ...words };
}
