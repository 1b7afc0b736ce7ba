import type { TimestampPlace } from '@signal-hooks/catalogue';
import { choiceOf, headerNamed, pathNamed, quoted, SettingsError } from './error.ts';
import type { SchemeSettings } from './settings.ts';

const PLACES = ['{body}', '{form}', '{timestamp}', '{id}', '{method}', '{url}'];
const TIMES = ['none', 'header', 'pair', 'body'] as const;

/** What a definition of a signature says of what is signed. */
interface SignedContent {
  readonly content?: string;
  readonly id?: string;
  readonly timestamp?: TimestampPlace;
}

/** What is signed, and where the request says it. */
export function contentOf(scheme: SchemeSettings): SignedContent {
  const { signedText } = scheme;
  const timestampIn = choiceOf('Timestamp In', scheme.timestampIn, TIMES);
  const label = quoted('Signed Text');
  const places: readonly string[] = signedText.match(/\{[^{}]*\}/g) ?? [];
  const unknown = places.find((place) => !PLACES.includes(place));
  if (unknown !== undefined) {
    throw new SettingsError(
      `${label} has a place ${unknown} that there is not. There are ${PLACES.join(', ')}.`,
    );
  }
  if (places.filter((place) => place === '{body}' || place === '{form}').length !== 1) {
    throw new SettingsError(
      `${label} needs {body} once, or {form} once in its place: what is not signed proves nothing.`,
    );
  }
  const isTimed = places.includes('{timestamp}');
  if (isTimed && timestampIn === 'none') {
    throw new SettingsError(
      `${label} has {timestamp}: choose under ${quoted('Timestamp In')} where the request has it.`,
    );
  }
  if (!isTimed && (timestampIn === 'header' || timestampIn === 'pair')) {
    throw new SettingsError(
      `A timestamp that is not signed proves nothing: add {timestamp} to ${label}, or choose “None” under ${quoted('Timestamp In')}.`,
    );
  }
  if (isTimed && timestampIn === 'body') {
    throw new SettingsError(
      `A time that is in the body is signed with it: remove {timestamp} from ${label}, or choose another place under ${quoted('Timestamp In')}.`,
    );
  }
  const timestamp = timestampOf(scheme, timestampIn);
  return {
    ...(signedText !== '{body}' && { content: signedText }),
    ...(places.includes('{id}') && { id: headerNamed('ID Header', scheme.idHeader) }),
    ...(timestamp !== null && { timestamp }),
  };
}

function timestampOf(
  scheme: SchemeSettings,
  timestampIn: (typeof TIMES)[number],
): TimestampPlace | null {
  if (timestampIn === 'none') return null;
  const unit = choiceOf('Timestamp Unit', scheme.timestampUnit, ['s', 'ms']);
  if (timestampIn === 'header') {
    return { header: headerNamed('Timestamp Header', scheme.timestampHeader), unit };
  }
  if (timestampIn === 'body') {
    return { path: pathNamed('Timestamp Path', scheme.timestampPath), unit };
  }
  if (scheme.headerFormat !== 'pairs') {
    throw new SettingsError(
      `${quoted('Timestamp In')} says “Signature Header”, but that holds no names: choose “Name=Value Pairs” under ${quoted('Header Format')}.`,
    );
  }
  const { timestampName, signatureName } = scheme;
  if (timestampName === '' || timestampName === signatureName) {
    throw new SettingsError(
      `Enter the name of the timestamp’s pair under ${quoted('Timestamp Name')}, such as t; it is not that of the signature.`,
    );
  }
  return { pair: timestampName, unit };
}
