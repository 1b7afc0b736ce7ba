import type { ScalarType } from '../../record/field.ts';
import type { TemplateValue } from '../template.ts';
import type { Cell } from './captured.ts';
import { snakeCase, titleCase } from './names.ts';
import { timeUnit } from './signature-form.ts';

/**
 * A made-up value in the place of a captured one, of the same type and written alike. Two samples
 * differ in their ids and times.
 * @param key the last step of the value's path
 */
export function sampleValue(key: string, type: ScalarType, captured: Cell): TemplateValue {
  const isText = typeof captured === 'string';
  switch (type) {
    case 'boolean':
      return captured;
    case 'id':
      return idTemplate(snakeCase(key) || 'id', captured);
    case 'datetime':
      return timeTemplate(captured);
    case 'integer':
      return isText ? '1' : 1;
    case 'number':
      return isText ? '1.50' : 1.5;
    case 'phone':
      return isText ? '+1 555 0100' : 15550100;
    case 'string':
      return titleCase(snakeCase(key)) || 'Text';
    default:
      return TEXTS[type];
  }
}

const TEXTS = {
  url: 'https://example.com/{sequence}',
  email: 'jane@example.com',
  priority: 'high',
} as const;

function idTemplate(key: string, captured: Cell): TemplateValue {
  if (typeof captured === 'number') return { $number: '{sequence+1000}' };
  return /^\d+$/.test(String(captured)) ? '{sequence+1000}' : `${key}_{sequence}`;
}

function timeTemplate(captured: Cell): TemplateValue {
  const digits = String(captured);
  if (/^\d{4}-\d{2}-\d{2}[T ][\d:.,]+$/.test(digits)) return '{at:plain}';
  if (!/^[\d.]+$/.test(digits)) return '{at}';
  const place = timeUnit(digits) === 'ms' ? '{at:epoch}' : '{at:unix}';
  return typeof captured === 'number' ? { $number: place } : place;
}
