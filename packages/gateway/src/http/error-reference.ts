import { ERRORS } from '../errors.ts';
import { REJECTIONS } from '../ingest/rejections.ts';

type Codes = Readonly<Record<string, readonly [status: number, title: string]>>;

/** The page that every problem's `type` points to, as Markdown; also `docs/reference/errors.md`. */
export const errorReference = (): string => `# Errors

Every error is \`application/problem+json\` with a stable \`code\`.

## Of the API

${table(ERRORS)}

## Of requests to a source

They are also in the source's list of rejections, with an explanation of what was wrong with that
very request.

${table(REJECTIONS)}
`;

const table = (codes: Codes): string =>
  [
    '| code | status | meaning |',
    '|---|---|---|',
    ...Object.entries(codes).map(
      ([name, [status, title]]) => `| <a id="${name}"></a>\`${name}\` | ${status} | ${title} |`,
    ),
  ].join('\n');
