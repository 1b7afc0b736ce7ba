import { asObject, type JsonValue } from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { textsOf } from '../filters.ts';

/** In place of a preset's id: the panel says how the sender signs. */
export const CUSTOM = 'custom';

/** What the panel says of one field of the record. */
export interface FieldRow {
  readonly name: string;
  readonly path: string;
  readonly type: string;
}

/** The options that are texts, and that count only once they have been added. */
const TEXT_OPTIONS = [
  'challengePath',
  'challengeQuery',
  'eventIdHeader',
  'eventIdPath',
  'eventTypeHeader',
  'eventTypePath',
  'listPath',
  'occurredAtPath',
] as const;

/** The panel's Options, as far as they say how requests are read. */
interface ReadingOptions extends Partial<Readonly<Record<(typeof TEXT_OPTIONS)[number], string>>> {
  readonly bodyFormats?: readonly string[];
  /** In seconds. */
  readonly tolerance?: number;
}

/** How a sender signs, as the panel of a custom one says it. */
export type SchemeSettings = Readonly<Record<keyof typeof DEFAULTS, string>>;

/** What the panel of a Signed Webhook Trigger says. */
export interface SignedWebhookSettings {
  /** A preset's id, or {@link CUSTOM}. */
  readonly preset: string;
  /** Of a custom sender only; what the panel does not show has its default. */
  readonly scheme: SchemeSettings;
  /** Event types that start the workflow; empty: all. */
  readonly eventTypes: readonly string[];
  readonly fields: readonly FieldRow[];
  readonly options: ReadingOptions;
}

/** What counts for parameters that the panel does not show. */
const DEFAULTS = {
  senderName: '',
  algorithm: 'hmac-sha256',
  signatureHeader: '',
  headerFormat: 'signature',
  separator: ',',
  signatureName: 'v1',
  prefix: '',
  encoding: 'hex',
  signedText: '{body}',
  idHeader: '',
  timestampIn: 'none',
  timestampHeader: '',
  timestampName: 't',
  timestampPath: '',
  timestampUnit: 's',
  secretEncoding: 'text',
};

/** Texts that may begin or end with a space that means something. */
const UNTRIMMED: readonly string[] = ['prefix', 'separator', 'signedText'];

/** Reads a node's panel: expressions can give anything. */
export function readSettings(node: IHookFunctions | IWebhookFunctions): SignedWebhookSettings {
  const read = (name: string, preset: unknown): JsonValue =>
    (node.getNodeParameter(name, preset as object) ?? null) as JsonValue;
  const scheme = Object.entries(DEFAULTS).map(([name, preset]) => {
    const value = textOf(read(name, preset));
    return [name, UNTRIMMED.includes(name) ? value : value.trim()];
  });
  const rows = read('fields.field', []);
  return {
    preset: textOf(read('preset', CUSTOM)),
    scheme: Object.fromEntries(scheme) as SchemeSettings,
    eventTypes: textsOf(textOf(read('eventTypes', ''))),
    fields: (Array.isArray(rows) ? rows : []).map((row) => rowOf(asObject(row))),
    options: optionsOf(asObject(read('options', {}))),
  };
}

/** A text, or a number's digits; anything else is no text. */
const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const rowOf = ({ name, path, type }: { readonly [key: string]: JsonValue }): FieldRow => ({
  name: textOf(name).trim(),
  path: textOf(path).trim(),
  type: textOf(type) || 'string',
});

function optionsOf(options: { readonly [key: string]: JsonValue }): ReadingOptions {
  const { bodyFormats, tolerance } = options;
  const texts = TEXT_OPTIONS.filter((name) => Object.hasOwn(options, name)).map((name) => [
    name,
    textOf(options[name]).trim(),
  ]);
  return {
    ...Object.fromEntries(texts),
    ...(bodyFormats !== undefined && {
      bodyFormats: (Array.isArray(bodyFormats) ? bodyFormats : []).map(textOf),
    }),
    ...(tolerance !== undefined && { tolerance: Number(textOf(tolerance) || Number.NaN) }),
  };
}
