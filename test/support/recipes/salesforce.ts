import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  RateLimit,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';
import { freshTokenOf, oauthAccount, renewToken } from './oauth.ts';

const INSTANCE = 'recipes.my.salesforce.com';

/** The user of Salesforce whom n8n acts for. */
export const SALESFORCE_ACCOUNT = oauthAccount('salesforce', {
  instance_url: `https://${INSTANCE}`,
});

/** A lead's fields and the characters that they take. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm */
const LENGTHS: Readonly<Record<string, number>> = {
  Company: 255,
  LastName: 80,
  FirstName: 40,
  Title: 128,
  Phone: 40,
};

type Fields = Readonly<Record<string, string>>;

/** One or more aggregates over the leads with an address, as a literal with escapes. */
const QUERY = /^SELECT (.+) FROM Lead WHERE Email = '((?:[^'\\]|\\['"\\])*)'$/;
const AGGREGATE = /^MAX\((\w+)\) (\w+)$/;

/** Plays the REST API of Salesforce, as far as leads are concerned. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/ */
export class Salesforce implements EmulatedService {
  readonly hosts = ['login.salesforce.com', INSTANCE];
  readonly limit = new RateLimit();
  /** In the order they were added, their address in `Email`. */
  readonly leads: Fields[] = [];

  answer(asked: ServiceRequest): ServiceAnswer {
    if (asked.headers.host === 'login.salesforce.com') return renewToken(asked, SALESFORCE_ACCOUNT);
    if (bearerOf(asked) !== freshTokenOf(SALESFORCE_ACCOUNT)) {
      return no(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    }
    const name = `${asked.method} ${asked.path}`;
    if (/^GET \/services\/data\/v\d+\.0\/query$/.test(name)) {
      return this.#query(asked.query.get('q') ?? '');
    }
    const [, email] =
      /^PATCH \/services\/data\/v\d+\.0\/sobjects\/lead\/Email\/([^/]+)$/.exec(name) ?? [];
    if (email === undefined) return no(404, 'NOT_FOUND', 'The requested resource does not exist');
    return this.#upsert(email.replaceAll('%2F', '/'), jsonOf<Fields>(asked));
  }

  /** An aggregate without groups has one row, whatever there is. */
  #query(query: string): ServiceAnswer {
    const [, columns = '', literal = ''] = QUERY.exec(query) ?? [];
    const leads = this.#find(literal.replace(/\\(.)/g, '$1'));
    const cells = columns.split(', ').map((column) => {
      const [, field = '', alias = ''] = AGGREGATE.exec(column) ?? [];
      return [
        alias,
        leads
          .map((lead) => lead[field] ?? '')
          .sort()
          .at(-1) || null,
      ] as const;
    });
    if (cells.some(([alias]) => alias === '')) {
      return no(400, 'MALFORMED_QUERY', `unexpected token in ${query}`);
    }
    const row = { attributes: { type: 'AggregateResult' }, ...Object.fromEntries(cells) };
    return { status: 200, json: { totalSize: 1, done: true, records: [row] } };
  }

  #upsert(email: string, fields: Fields): ServiceAnswer {
    for (const [key, value] of Object.entries(fields)) {
      const most = LENGTHS[key];
      if (most === undefined) return no(400, 'INVALID_FIELD', `No such column '${key}'`);
      if (value.length > most) {
        return no(400, 'STRING_TOO_LONG', `${key}: data value too large (max length=${most})`);
      }
    }
    const missing = ['Company', 'LastName'].filter((key) => !fields[key]);
    if (missing.length > 0) {
      return no(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`);
    }
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
      return no(400, 'INVALID_EMAIL_ADDRESS', `Email: invalid email address: ${email}`);
    }
    if (this.limit.isExceeded()) {
      return no(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    }
    const known = this.#find(email);
    if (known.length > 1) return no(300, 'MULTIPLE_CHOICES', 'Two leads have this address');
    const at = known[0] === undefined ? this.leads.length : this.leads.indexOf(known[0]);
    this.leads[at] = { Email: email, ...known[0], ...fields };
    const json = { id: `00Q${String(at).padStart(15, '0')}`, success: true, errors: [] };
    return { status: known.length === 0 ? 201 : 200, json };
  }

  #find(email: string): Fields[] {
    return this.leads.filter((lead) => lead.Email?.toLowerCase() === email.toLowerCase());
  }
}

const no = (status: number, errorCode: string, message: string): ServiceAnswer => ({
  status,
  json: [{ errorCode, message }],
});
