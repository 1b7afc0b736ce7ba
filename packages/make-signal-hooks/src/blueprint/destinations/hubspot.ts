import { call, ID, orEmpty, quote, wrap } from '../iml.ts';
import { only, orRetry, router, setVariables } from '../modules.ts';
import type { Source } from '../sources.ts';
import type { Step } from '../types.ts';
import type { Destination } from './destination.ts';

const API = 'https://api.hubapi.com/crm/v3/objects';
const [PIECES, UPSERT, SEARCH, CREATE] = [1, 2, 3, 4].map((step) => ID.destination + step) as [
  number,
  number,
  number,
  number,
];

/** Nothing in such an address could end a JSON text. */
const ADDRESS = "^[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$";

/** A cell within a JSON text: quotes, backslashes and control characters would end it. */
const inJson = (expression: string): string =>
  wrap(call('replace', expression, quote('/[\\x00-\\x1f\\x22\\x5c]/g'), quote("'")));

/** A request to HubSpot; the user's keychain adds the token. 4xx and 5xx are failures. */
const request = (id: number, name: string, path: string, body: string): Step =>
  orRetry({
    id,
    module: 'http:MakeRequest',
    version: 4,
    name,
    parameters: { authenticationType: 'apiKey', tlsType: '' },
    mapper: {
      url: `${API}/${path}`,
      method: 'post',
      headers: [],
      queryParameters: [],
      contentType: 'json',
      inputMethod: 'jsonString',
      jsonStringBodyContent: body,
      parseResponse: true,
      stopOnHttpError: true,
      allowRedirects: false,
      shareCookies: false,
      requestCompressedContent: true,
    },
  });

/**
 * The contact by its e-mail. What the event does not tell is left out of the request, because
 * an empty text would empty the field in HubSpot: each property is prepared with its comma,
 * and taken only where it holds something.
 */
function contact({ cell }: Source): readonly Step[] {
  const email = wrap(cell('contact_email'));
  const words = call('split', orEmpty(cell('contact_name')), 'space');
  const properties: readonly (readonly [name: string, value: string])[] = [
    ['firstname', call('first', words)],
    ['lastname', call('join', call('slice', words, '1'), 'space')],
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

/** A contact and a company, as far as an event names them. */
export const hubspot: Destination = {
  slug: 'hubspot',
  name: 'HubSpot contact and company',
  credits: 4,
  steps: (source) => [
    router(ID.destination, 'Contact and company', [contact(source), company(source)]),
  ],
  clicks: [
    `In HubSpot make a private app with the scopes \`crm.objects.contacts.write\`, \`crm.objects.companies.read\` and \`crm.objects.companies.write\`. Modules ${UPSERT}, ${SEARCH} and ${CREATE}: at “API key” make one key in the keychain, placed in the header \`Authorization\`, with the value \`Bearer\`, a space and the app’s token; choose it in all three.`,
  ],
  notes,
};

function notes({ fills, name }: Source): string[] {
  const contact = fills('contact_email');
  const company = fills('company_name') || fills('company_domain');
  if (contact && company) return [];
  if (contact) return [`${name} names no company, so that route stays idle.`];
  return [
    `${name} names no person and no company: **as it comes, this scenario writes nothing.** Fill in \`contact_email\` or \`company_name\` in module ${ID.record} first, for example from \`project_slug\` where a project is a customer.`,
  ];
}
