import {
  andList,
  capabilities,
  capitalised,
  eventNounsOf,
  PROVIDERS,
  shortNameOf,
} from '@signal-hooks/catalogue';
import { call, ID, orEmpty, quote, wrap } from '../iml.ts';
import { only, orRetry, router, setVariables } from '../modules.ts';
import type { Source } from '../sources.ts';
import type { Step } from '../types.ts';
import type { Destination } from './destination.ts';
import { inJson, keyClicks, request } from './hubspot-request.ts';

const [PIECES, UPSERT, SEARCH, CREATE] = [1, 2, 3, 4].map((step) => ID.destination + step) as [
  number,
  number,
  number,
  number,
];

/** Whatever mail takes, in any alphabet; nothing in it could end a JSON text. */
const ADDRESS =
  '^[^\\s@<>()\\[\\]",;:\\\\]+@[^\\s@<>()\\[\\]",;:\\\\/?#]+\\.[^\\s@<>()\\[\\]",;:\\\\/?#]+$';

/**
 * The contact by its e-mail. What the event does not tell is left out of the request, because
 * an empty text would empty the field in HubSpot: each property is prepared with its comma,
 * and taken only where it holds something.
 */
function contact({ cell }: Source): readonly Step[] {
  const email = wrap(cell('contact_email'));
  const last = orEmpty(cell('contact_last_name'));
  // A name that is not split is whole in the first name, which is what letters greet with.
  const name = call('trim', orEmpty(cell('contact_name')));
  const whole = call('if', `${last} = emptystring`, name, 'emptystring');
  const properties: readonly (readonly [name: string, value: string])[] = [
    ['firstname', orEmpty(cell('contact_first_name'), whole)],
    ['lastname', last],
    ['jobtitle', orEmpty(cell('contact_role'))],
    ['phone', orEmpty(cell('contact_phone'))],
    ['company', orEmpty(cell('company_name'))],
  ];
  const taken = properties.map(([name, value]) =>
    wrap(call('if', `${value} = emptystring`, 'emptystring', `${PIECES}.${name}`)),
  );
  const address = {
    name: 'There is an e-mail',
    conditions: [[{ a: wrap(orEmpty(cell('contact_email'))), o: 'text:pattern', b: ADDRESS }]],
  };
  return [
    only(
      address,
      orRetry(
        setVariables(
          PIECES,
          'What is known of the contact',
          properties.map(([name, value]) => [name, `,"${name}":"${inJson(value)}"`]),
        ),
      ),
    ),
    // The spaces keep the closing braces from looking like the end of an expression.
    request(
      UPSERT,
      'Add or update the contact',
      'contacts/batch/upsert',
      `{"inputs":[{"idProperty":"email","id":"${email}","properties":{"email":"${email}"${taken.join('')} } }]}`,
    ),
  ];
}

/** The company by its domain, else by its name; added where HubSpot has none, never changed. */
function company({ cell }: Source): readonly Step[] {
  const domain = orEmpty(cell('company_domain'));
  const name = orEmpty(cell('company_name'));
  const known = orEmpty(cell('company_domain'), cell('company_name'));
  const property = wrap(call('if', `${domain} = emptystring`, quote('name'), quote('domain')));
  const named = {
    name: 'There is a company',
    conditions: [[{ a: wrap(call('length', known)), o: 'number:greater', b: '0' }]],
  };
  const missing = {
    name: 'HubSpot has none',
    conditions: [[{ a: `{{${SEARCH}.data.total}}`, o: 'number:equal', b: '0' }]],
  };
  return [
    only(
      named,
      request(
        SEARCH,
        'Look for the company',
        'companies/search',
        `{"filterGroups":[{"filters":[{"propertyName":"${property}","operator":"EQ","value":"${inJson(known)}"}]}],"limit":1}`,
      ),
    ),
    only(
      missing,
      request(
        CREATE,
        'Add the company',
        'companies',
        `{"properties":{"name":"${inJson(name)}","domain":"${inJson(domain)}"} }`,
      ),
    ),
  ];
}

/** Whether a source tells of people or companies. */
export function namesSomebody({ provider }: Pick<Source, 'provider'>): boolean {
  const { people, companies } = capabilities(provider ?? null);
  return people || companies;
}

/** Says whose events do nothing here, where there are such. */
function withoutNames(): readonly string[] {
  const without = Object.values(PROVIDERS).filter((provider) => !namesSomebody({ provider }));
  if (without.length === 0) return [];
  const events = without.map((each) => `${eventNounsOf(each)} of ${shortNameOf(each)}`);
  return [`${capitalised(andList(events))} name nobody and write nothing.`];
}

/** A contact and a company, as far as an event names them. */
export const hubspot: Destination = {
  slug: 'hubspot',
  name: 'HubSpot contact and company',
  credits: 4,
  fits: namesSomebody,
  steps: (source) => [
    router(ID.destination, 'Contact and company', [contact(source), company(source)]),
  ],
  clicks: [
    ...keyClicks(
      'the scopes `crm.objects.contacts.write`, `crm.objects.companies.read` and `crm.objects.companies.write`',
      `Modules ${UPSERT}, ${SEARCH} and ${CREATE}`,
    ),
    'A contact without an e-mail address, or with a text that is none, is left out.',
    'A contact that HubSpot has gets the name, job, phone and company of the event; a company that it has stays as it is.',
    'HubSpot’s page on adding or updating contacts by e-mail warns that updating single properties is not supported this way, and shows such an update in its example: see with a contact of your own first that the other properties stay.',
    'Where your HubSpot demands other properties of a new contact or company, it refuses those without, and they wait under *Incomplete executions*: add the properties to the requests.',
    'HubSpot’s search lags by seconds: two events of a new company within that time may add it twice.',
  ],
  notes: ({ fills, name, provider }) => [
    ...(fills('company_name') ? [] : [`${name} names no company, so that route stays idle.`]),
    ...(provider ? [] : withoutNames()),
  ],
};
