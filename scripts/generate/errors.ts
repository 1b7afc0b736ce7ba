import { ERRORS, REJECTIONS } from '@signal-hooks/gateway';
import { code, NOTICE, table } from './markdown.ts';

/** The page that every problem+json's `type` points to. */
export function errorPages(): [path: string, content: string][] {
  const rows = (codes: Readonly<Record<string, readonly [number, string]>>): string[][] =>
    Object.entries(codes).map(([name, [status, title]]) => [
      `<a id="${name}"></a>${code(name)}`,
      String(status),
      title,
    ]);
  const page = `${NOTICE}
# Errors

Every error is \`application/problem+json\` with a stable \`code\`.

## Of the API

${table(['code', 'status', 'meaning'], rows(ERRORS))}

## Of requests to a source

They also stand in the source's list of rejections, with an explanation of what was wrong with that
very request.

${table(['code', 'status', 'meaning'], rows(REJECTIONS))}
`;
  return [['docs/reference/errors.md', page]];
}
