import type { SampleObject, SampleValue, Wire } from './provider.ts';

/** Writes a sample payload as the bytes a provider puts on the wire. */
export function encodePayload(payload: SampleObject, encoding: Wire['encoding']): Buffer {
  const text = write(payload);
  return Buffer.from(encoding === 'php' ? asPhp(text) : text, 'utf8');
}

/** JSON, with bigints as plain digits. */
function write(value: SampleValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as SampleObject);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`;
}

/** PHP's json_encode escapes slashes and everything beyond ASCII. */
function asPhp(text: string): string {
  return text
    .replaceAll('/', '\\/')
    .replace(
      /[\u0080-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
