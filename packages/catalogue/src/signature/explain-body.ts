import { hasSortedKeys, jsonForms } from './explain-json.ts';

/** Larger bodies are not tried in other forms: explaining must not cost more than receiving. */
export const MAX_EXPLAINED_BODY = 65_536;
/** Written with indents, a body can grow with its depth; what grows beyond this is not tried. */
const MAX_VARIANT = 4 * MAX_EXPLAINED_BODY;
/** A body as it may have been when it was signed, and what then happened to it on its way. */
export interface BodyVariant {
  readonly body: Buffer;
  readonly hint: string;
}

const RAW = 'Hand over the raw bytes of the request, before any parser or proxy has touched them.';

/** The forms a body may have had when it was signed; none for large bodies. */
export function* bodyVariants(body: Uint8Array): Generator<BodyVariant> {
  if (body.length === 0 || body.length > MAX_EXPLAINED_BODY) return;
  const text = Buffer.from(body).toString('utf8');
  for (const [variant, hint] of [...textVariants(text), ...jsonVariants(text)]) {
    if (variant === text || variant.length > MAX_VARIANT) continue;
    yield { body: Buffer.from(variant, 'utf8'), hint: `${hint} ${RAW}` };
  }
}

/** What the look of a body tells, where no form of it fits the signature. */
export function suspectBody(body: Uint8Array): string | null {
  if (body.length > MAX_EXPLAINED_BODY || !hasSortedKeys(Buffer.from(body).toString('utf8'))) {
    return null;
  }
  return `The keys of the body are in alphabetical order: perhaps something on the way has parsed it and written it again. ${RAW}`;
}

type Variant = readonly [text: string, hint: string];

function* textVariants(text: string): Generator<Variant> {
  const trimmed = 'White space at the end of the body was added after signing.';
  yield [text.replace(/\r?\n$/, ''), trimmed];
  yield [text.trimEnd(), trimmed];
  const cut = 'A line break at the end of the body was cut off after signing.';
  yield [`${text}\n`, cut];
  yield [`${text}\r\n`, cut];
  const breaks = 'The line breaks in the body were changed after signing.';
  yield [text.replaceAll('\r\n', '\n'), breaks];
  yield [text.replace(/\r?\n/g, '\r\n'), breaks];
  const mark = 'The byte order mark at the beginning of the body was changed after signing.';
  yield [text.startsWith('\ufeff') ? text.slice(1) : `\ufeff${text}`, mark];
}

/** The ways in which common tools write the same JSON. */
function* jsonVariants(text: string): Generator<Variant> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  const twice = 'The body was encoded as JSON twice.';
  if (typeof value === 'string') yield [value, twice];
  yield [JSON.stringify(text), 'The body was unpacked from a JSON string after signing.'];
  const again =
    'The body was parsed and written as JSON again, which changed its white space, its escapes or the order of its keys.';
  const forms = jsonForms(text);
  for (const form of forms) yield [form, again];
  for (const form of forms) yield [`${form}\n`, again];
}
