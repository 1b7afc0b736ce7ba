import {
  type EmulatedService,
  jsonOf,
  RateLimit,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';

/** The API token of Pipedrive's user. */
export const PIPEDRIVE_TOKEN = 'api-token-of-the-recipes';

interface Organization {
  readonly name: string;
}

interface Person {
  readonly name: string;
  readonly emails?: readonly Channel[];
  readonly phones?: readonly Channel[];
  readonly org_id?: number;
}

interface Channel {
  readonly value: string;
  readonly primary?: boolean;
  readonly label?: string;
}

interface Lead {
  readonly title: string;
  readonly person_id?: number;
  readonly organization_id?: number;
}

/** A lead and what it is linked to, as its page shows them. */
export interface ShownLead {
  readonly title: string;
  readonly company: string | null;
  readonly person: {
    readonly name: string;
    readonly email: string;
    readonly phone?: string;
    readonly company: string | null;
  } | null;
}

const LONGEST_NAME = 255;

/** What Pipedrive refuses, in its words. */
class Refusal extends Error {}

/** Plays Pipedrive: search, organizations and persons (v2), leads (v1). https://developers.pipedrive.com/docs/api/v1 */
export class Pipedrive implements EmulatedService {
  readonly hosts = ['api.pipedrive.com'];
  readonly limit = new RateLimit();
  readonly organizations: Organization[] = [];
  readonly persons: Person[] = [];
  readonly #leads: Lead[] = [];

  get leads(): ShownLead[] {
    return this.#leads.map(({ title, person_id, organization_id }) => {
      const person = this.persons[(person_id ?? 0) - 1];
      return {
        title,
        company: this.#companyOf(organization_id),
        person:
          person === undefined
            ? null
            : {
                name: person.name,
                email: person.emails?.[0]?.value ?? '',
                ...(person.phones?.[0] !== undefined && { phone: person.phones[0].value }),
                company: this.#companyOf(person.org_id),
              },
      };
    });
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    const token = asked.query.get('api_token') ?? asked.headers['x-api-token'];
    if (token !== PIPEDRIVE_TOKEN) return no(401, 'unauthorized access');
    const name = `${asked.method} ${asked.path}`;
    const [, what] = /^GET \/api\/v2\/(organizations|persons)\/search$/.exec(name) ?? [];
    try {
      if (what !== undefined) return this.#search(what, asked.query);
      if (asked.method === 'POST' && this.limit.isExceeded()) return no(429, 'Request over limit');
      if (name === 'POST /api/v2/organizations') return this.#addOrganization(asked);
      if (name === 'POST /api/v2/persons') return this.#addPerson(asked);
      if (name === 'POST /v1/leads') return this.#addLead(asked);
    } catch (error) {
      if (error instanceof Refusal) return no(400, error.message);
      throw error;
    }
    // Searches of the first version are among it: they are out of support.
    return no(404, 'Unknown method .');
  }

  /** Exact matches make no difference of capitals. */
  #search(what: string, query: URLSearchParams): ServiceAnswer {
    const term = query.get('term') ?? '';
    const isExact = query.get('exact_match') === 'true';
    if (term.length < (isExact ? 1 : 2)) throw new Refusal('term: Too short');
    const texts =
      what === 'persons'
        ? this.persons.map(({ emails = [] }) => emails.map(({ value }) => value))
        : this.organizations.map(({ name }) => [name]);
    const fits = (text: string): boolean => {
      const [left, right] = [text.toLowerCase(), term.toLowerCase()];
      return isExact ? left === right : left.includes(right);
    };
    const items = texts.flatMap((each, at) =>
      each.some(fits) ? [{ result_score: 1, item: { id: at + 1 } }] : [],
    );
    const data = { items: items.slice(0, Number(query.get('limit') ?? 100)) };
    return { status: 200, json: { success: true, data, additional_data: { next_cursor: null } } };
  }

  #addOrganization(asked: ServiceRequest): ServiceAnswer {
    const sent = jsonOf<Organization>(asked);
    onlyKnows(sent, ['name']);
    checkName('name', sent.name);
    return created(this.organizations.push(sent));
  }

  #addPerson(asked: ServiceRequest): ServiceAnswer {
    const sent = jsonOf<Person>(asked);
    onlyKnows(sent, ['name', 'emails', 'phones', 'org_id']);
    checkName('name', sent.name);
    for (const { value } of [...(sent.emails ?? []), ...(sent.phones ?? [])])
      checkName('value', value);
    this.#checkLink('org_id', sent.org_id, this.organizations.length);
    return created(this.persons.push(sent));
  }

  #addLead(asked: ServiceRequest): ServiceAnswer {
    const sent = jsonOf<Lead>(asked);
    onlyKnows(sent, ['title', 'person_id', 'organization_id']);
    checkName('title', sent.title);
    if (sent.person_id === undefined && sent.organization_id === undefined) {
      throw new Refusal('A lead must be linked to a person or an organization');
    }
    this.#checkLink('person_id', sent.person_id, this.persons.length);
    this.#checkLink('organization_id', sent.organization_id, this.organizations.length);
    return created(this.#leads.push(sent));
  }

  #checkLink(key: string, id: unknown, most: number): void {
    if (id === undefined) return;
    if (!Number.isInteger(id) || Number(id) < 1 || Number(id) > most) {
      throw new Refusal(`${key}: not found`);
    }
  }

  #companyOf(id: number | undefined): string | null {
    return this.organizations[(id ?? 0) - 1]?.name ?? null;
  }
}

function onlyKnows(sent: object, keys: readonly string[]): void {
  const unknown = Object.keys(sent).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new Refusal(`Validation failed: ${unknown}: not allowed`);
}

function checkName(key: string, name: unknown): void {
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) {
    throw new Refusal(`Validation failed: ${key}: Must contain 1 to ${LONGEST_NAME} characters`);
  }
}

const created = (id: number): ServiceAnswer => ({
  status: 201,
  json: { success: true, data: { id } },
});
const no = (status: number, error: string): ServiceAnswer => ({
  status,
  json: { success: false, error, errorCode: status },
});
