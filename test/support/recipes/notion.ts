import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  RateLimit,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';

/** The secret of the integration that Notion knows. */
export const NOTION_SECRET = 'ntn_secret_of_the_recipes';

type PropertyType = 'title' | 'rich_text' | 'number' | 'select' | 'date';

/** A database's only data source, by the names of its properties. */
export interface NewDataSource {
  readonly id: string;
  readonly properties: Readonly<Record<string, PropertyType>>;
}

/** What a property is set to: as texts, but for numbers. */
type Cells = Readonly<Record<string, string | number | null>>;

interface DataSource extends NewDataSource {
  readonly pages: Cells[];
}

interface RichText {
  readonly text?: { readonly content?: unknown };
}

interface SentProperty {
  readonly title?: readonly RichText[];
  readonly rich_text?: readonly RichText[];
  readonly number?: unknown;
  readonly select?: { readonly name?: unknown } | null;
  readonly date?: { readonly start?: unknown } | null;
}

interface NewPage {
  readonly parent?: { readonly type?: string; readonly data_source_id?: string };
  readonly properties: Readonly<Record<string, SentProperty>>;
  readonly children?: readonly unknown[];
}

interface Query {
  readonly filter?: {
    readonly and?: readonly {
      readonly property: string;
      readonly rich_text?: { readonly equals?: string };
    }[];
  };
}

/** https://developers.notion.com/reference/request-limits */
const LONGEST_TEXT = 2000;
const MOST_BLOCKS = 100;
/** Data sources came with this version. */
const FIRST_VERSION = '2025-09-03';

/** What Notion refuses, in its words. */
class Refusal extends Error {}

/** Plays the pages and data sources of Notion. https://developers.notion.com/reference/post-page */
export class Notion implements EmulatedService {
  readonly hosts = ['api.notion.com'];
  readonly limit = new RateLimit();
  readonly #sources = new Map<string, DataSource>();

  make(source: NewDataSource): void {
    this.#sources.set(source.id, { ...source, pages: [] });
  }

  /** The pages, oldest first. @throws {Error} if there is no such data source */
  pages(id: string): readonly Cells[] {
    const source = this.#sources.get(id);
    if (source === undefined) throw new Error(`there is no data source ${id}`);
    return source.pages;
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    if (bearerOf(asked).trim() !== NOTION_SECRET) {
      return no(401, 'unauthorized', 'API token is invalid.');
    }
    if (String(asked.headers['notion-version'] ?? '') < FIRST_VERSION) {
      return no(400, 'missing_version', 'Notion-Version header failed validation.');
    }
    try {
      return this.#answer(asked);
    } catch (error) {
      if (error instanceof Refusal) return no(400, 'validation_error', error.message);
      throw error;
    }
  }

  #answer(asked: ServiceRequest): ServiceAnswer {
    const name = `${asked.method} ${asked.path}`;
    if (name === 'POST /v1/pages') return this.#create(jsonOf<NewPage>(asked));
    const [, method, id = '', query] =
      /^(GET|POST) \/v1\/data_sources\/([^/]+)(\/query)?$/.exec(name) ?? [];
    const source = this.#sources.get(id);
    if (source === undefined) return no(404, 'object_not_found', `Could not find ${name}.`);
    if (query === undefined && method === 'GET') {
      const properties = Object.entries(source.properties).map(([key, type]) => [key, { type }]);
      return {
        status: 200,
        json: { object: 'data_source', id, properties: Object.fromEntries(properties) },
      };
    }
    const { filter } = jsonOf<Query>(asked);
    const results = source.pages
      .map((cells, at) => ({ cells, page: pageOf(source, at) }))
      .filter(({ cells }) =>
        (filter?.and ?? []).every(
          ({ property, rich_text }) => cells[property] === rich_text?.equals,
        ),
      )
      .map(({ page }) => page);
    return { status: 200, json: { object: 'list', results, next_cursor: null, has_more: false } };
  }

  #create({ parent, properties, children = [] }: NewPage): ServiceAnswer {
    const source = this.#sources.get(parent?.data_source_id ?? '');
    if (source === undefined || parent?.type !== 'data_source_id') {
      return no(404, 'object_not_found', 'Could not find data source.');
    }
    if (children.length > MOST_BLOCKS) {
      throw new Refusal(`body.children.length should be ≤ \`${MOST_BLOCKS}\`.`);
    }
    const cells = Object.entries(properties).map(([key, sent]) => {
      const type = source.properties[key];
      if (type === undefined) throw new Refusal(`${key} is not a property that exists.`);
      return [key, cellOf(key, type, sent)] as const;
    });
    if (this.limit.isExceeded()) {
      return {
        ...no(429, 'rate_limited', 'You have been rate limited.'),
        headers: { 'retry-after': '5' },
      };
    }
    source.pages.push(Object.fromEntries(cells));
    return { status: 200, json: pageOf(source, source.pages.length - 1) };
  }
}

/** Reads a property of a new page. @throws {Refusal} if Notion would not take it */
function cellOf(key: string, type: PropertyType, sent: SentProperty): string | number | null {
  if (sent[type] === undefined) throw new Refusal(`${key} is expected to be ${type}.`);
  if (type === 'number') {
    if (sent.number !== null && typeof sent.number !== 'number') {
      throw new Refusal(`body.properties.${key}.number should be a number.`);
    }
    return sent.number;
  }
  if (type === 'select') {
    const { name = null } = sent.select ?? {};
    if (name !== null && (typeof name !== 'string' || name === '' || name.includes(','))) {
      throw new Refusal(`Invalid select option, commas not allowed: ${name}`);
    }
    return name;
  }
  if (type === 'date') {
    const start = sent.date?.start;
    if (typeof start !== 'string' || Number.isNaN(Date.parse(start))) {
      throw new Refusal(
        `body.properties.${key}.date.start should be a valid ISO 8601 date string.`,
      );
    }
    return start;
  }
  return textOf(key, (type === 'title' ? sent.title : sent.rich_text) ?? []);
}

function textOf(key: string, parts: readonly RichText[]): string {
  return parts
    .map(({ text }, at) => {
      const content = text?.content;
      const path = `body.properties.${key}[${at}].text.content`;
      if (typeof content !== 'string') throw new Refusal(`${path} should be a string.`);
      if (content.length > LONGEST_TEXT) {
        const is = `instead was \`${content.length}\``;
        throw new Refusal(`${path}.length should be ≤ \`${LONGEST_TEXT}\`, ${is}.`);
      }
      return content;
    })
    .join('');
}

/** A page as Notion answers. */
function pageOf({ id, properties, pages }: DataSource, at: number): object {
  const values = Object.entries(pages[at] ?? {}).map(([key, cell]) => {
    const type = properties[key] ?? 'rich_text';
    const plain_text = String(cell ?? '');
    const texts = [{ type: 'text', text: { content: plain_text }, plain_text }];
    const value: Readonly<Record<PropertyType, unknown>> = {
      title: texts,
      rich_text: texts,
      number: cell,
      select: cell === null ? null : { name: cell },
      date: { start: cell, end: null },
    };
    return [key, { id: key, type, [type]: value[type] }];
  });
  return {
    object: 'page',
    id: `00000000-0000-4000-8000-${String(at + 1).padStart(12, '0')}`,
    parent: { type: 'data_source_id', data_source_id: id },
    properties: Object.fromEntries(values),
    url: `https://www.notion.com/page-${at + 1}`,
  };
}

const no = (status: number, code: string, message: string): ServiceAnswer => ({
  status,
  json: { object: 'error', status, code, message },
});
