import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';

/** The service key that HubSpot knows. */
export const HUBSPOT_KEY = 'pat-key-of-the-recipes';

/** Properties by name; HubSpot keeps all of them as texts. */
type Properties = Readonly<Record<string, string>>;

/** Those of a contact and a company that the emulated one knows; others are refused, as there. */
const KNOWN: ReadonlySet<string> = new Set(
  'email firstname lastname jobtitle phone company name domain'.split(' '),
);

/** What n8n's node sends: legacy APIs name the property in `property` or `name`. */
interface Sent {
  readonly properties: readonly {
    readonly property?: string;
    readonly name?: string;
    readonly value: unknown;
  }[];
}

interface Search {
  readonly filterGroups: readonly {
    readonly filters: readonly {
      readonly propertyName: string;
      readonly operator: string;
      readonly value: string;
    }[];
  }[];
}

interface Association {
  readonly fromObjectId: number;
  readonly toObjectId: string | number;
  readonly definitionId: number;
}

/**
 * Plays HubSpot, as far as n8n's node and the recipes use it: contacts by e-mail (v1),
 * companies (v2), the search (2026-09) and associations (v1).
 * https://developers.hubspot.com/docs/api-reference
 */
export class HubSpot implements EmulatedService {
  readonly hosts = ['api.hubapi.com'];
  readonly #contacts = new Map<string, { readonly vid: number; properties: Properties }>();
  readonly #companies = new Map<string, Properties>();
  readonly #companyOf = new Map<number, string>();
  #last = 100;

  /** All contacts in the order they were added, with the name of their company. */
  get contacts(): object[] {
    return [...this.#contacts.values()].map(({ vid, properties }) => {
      const company = this.#companies.get(this.#companyOf.get(vid) ?? '');
      return { ...properties, below: company?.name ?? null };
    });
  }

  get companies(): Properties[] {
    return [...this.#companies.values()];
  }

  /** Somebody has added a contact by hand. */
  addContact(email: string, properties: Properties): void {
    this.#contacts.set(email, { vid: this.#next(), properties: { email, ...properties } });
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    if (bearerOf(asked) !== HUBSPOT_KEY) {
      return failure(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.');
    }
    const name = `${asked.method} ${asked.path}`;
    if (name === 'POST /crm/objects/2026-09/companies/search') return this.#search(asked);
    if (name === 'POST /companies/v2/companies') return this.#createCompany(asked);
    if (name === 'PUT /crm-associations/v1/associations/create-batch') return this.#join(asked);
    const email = /^POST \/contacts\/v1\/contact\/createOrUpdate\/email\/([^/]+)$/.exec(name)?.[1];
    if (email !== undefined) return this.#upsert(email.replaceAll('%2F', '/').toLowerCase(), asked);
    const vid = /^GET \/contacts\/v1\/contact\/vid\/(\d+)\/profile$/.exec(name)?.[1];
    const contact = [...this.#contacts.values()].find((each) => String(each.vid) === vid);
    if (contact !== undefined) return { status: 200, json: contact };
    return failure(404, 'OBJECT_NOT_FOUND', `nothing is emulated at ${name}`);
  }

  #upsert(email: string, asked: ServiceRequest): ServiceAnswer {
    const given = propertiesIn(asked);
    if (given === null || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return INVALID;
    const known = this.#contacts.get(email);
    const vid = known?.vid ?? this.#next();
    this.#contacts.set(email, { vid, properties: { email, ...known?.properties, ...given } });
    return { status: 200, json: { vid, isNew: known === undefined } };
  }

  #createCompany(asked: ServiceRequest): ServiceAnswer {
    const given = propertiesIn(asked);
    if (given === null) return INVALID;
    const companyId = this.#next();
    this.#companies.set(String(companyId), given);
    return { status: 200, json: { companyId, properties: {} } };
  }

  /** EQ compares without regard to capitals. */
  #search(asked: ServiceRequest): ServiceAnswer {
    const { filterGroups } = jsonOf<Search>(asked);
    const fits = (company: Properties): boolean =>
      filterGroups.some(({ filters }) =>
        filters.every(({ propertyName, operator, value }) => {
          const cell = company[propertyName] ?? '';
          return operator === 'EQ' && cell.toLowerCase() === value.toLowerCase();
        }),
      );
    const results = [...this.#companies]
      .filter(([, properties]) => fits(properties))
      .map(([id, properties]) => ({ id, properties }));
    return { status: 200, json: { total: results.length, results } };
  }

  #join(asked: ServiceRequest): ServiceAnswer {
    for (const { fromObjectId, toObjectId, definitionId } of jsonOf<Association[]>(asked)) {
      // 1 is "contact to company".
      if (definitionId !== 1 || !this.#companies.has(String(toObjectId))) return INVALID;
      this.#companyOf.set(fromObjectId, String(toObjectId));
    }
    return { status: 204, json: undefined };
  }

  #next(): number {
    this.#last += 1;
    return this.#last;
  }
}

/** The properties of a request; null if HubSpot would refuse one. */
function propertiesIn(asked: ServiceRequest): Properties | null {
  const entries = jsonOf<Sent>(asked).properties.map(
    ({ property, name, value }) => [property ?? name ?? '', String(value)] as const,
  );
  return entries.every(([name]) => KNOWN.has(name)) ? Object.fromEntries(entries) : null;
}

const failure = (status: number, category: string, message: string): ServiceAnswer => ({
  status,
  json: { status: 'error', category, message },
});
const INVALID = failure(400, 'VALIDATION_ERROR', 'Property values were not valid');
