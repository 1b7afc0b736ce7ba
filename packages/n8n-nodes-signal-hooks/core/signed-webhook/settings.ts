import type { ScalarType } from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { textsOf } from '../filters.ts';

/** In place of a preset's id: the panel says how the sender signs. */
export const CUSTOM = 'custom';

/** What the panel says of one field of the record. */
export interface FieldRow {
  readonly name?: string;
  readonly path?: string;
  readonly type?: ScalarType;
}

/** The panel's Options, as far as they say how requests are read. */
interface ReadingOptions {
  readonly bodyFormats?: readonly ('json' | 'form')[];
  readonly challengePath?: string;
  readonly challengeQuery?: string;
  readonly eventIdHeader?: string;
  readonly eventIdPath?: string;
  readonly eventTypeHeader?: string;
  readonly eventTypePath?: string;
  readonly listPath?: string;
  readonly occurredAtPath?: string;
  readonly publicUrl?: string;
  /** In seconds. */
  readonly tolerance?: number;
}

/** How a sender signs, as the panel of a custom one says it. */
export interface SchemeSettings {
  readonly senderName: string;
  readonly algorithm: string;
  readonly signatureHeader: string;
  readonly headerFormat: 'signature' | 'signatures' | 'pairs';
  readonly separator: string;
  readonly signatureName: string;
  readonly prefix: string;
  readonly encoding: 'hex' | 'base64';
  readonly signedText: string;
  readonly idHeader: string;
  readonly timestampIn: 'none' | 'header' | 'pair' | 'body';
  readonly timestampHeader: string;
  readonly timestampName: string;
  readonly timestampPath: string;
  readonly timestampUnit: 's' | 'ms';
  readonly secretEncoding: 'text' | 'base64' | 'hex';
}

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
const DEFAULTS: SchemeSettings = {
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

/** Reads a node's panel. */
export function readSettings(node: IHookFunctions | IWebhookFunctions): SignedWebhookSettings {
  const scheme = Object.entries(DEFAULTS).map(([name, preset]) => {
    const value = String(node.getNodeParameter(name, preset) ?? '');
    return [name, UNTRIMMED.includes(name) ? value : value.trim()];
  });
  return {
    preset: String(node.getNodeParameter('preset', CUSTOM)),
    scheme: Object.fromEntries(scheme) as unknown as SchemeSettings,
    eventTypes: textsOf(node.getNodeParameter('eventTypes', '')),
    fields: node.getNodeParameter('fields.field', []) as readonly FieldRow[],
    options: trimmed(node.getNodeParameter('options', {}) as ReadingOptions),
  };
}

const trimmed = (options: ReadingOptions): ReadingOptions =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim() : value,
    ]),
  );
