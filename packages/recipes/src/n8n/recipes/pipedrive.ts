import type { Provider } from '@signal-hooks/catalogue';
import { type Condition, ifAny, makeFields, removeDuplicates, serviceNode } from '../nodes.ts';
import { isFilled, prospectsOf } from '../prospects.ts';
import { ALL_PROVIDERS, chain, link, type NodeSpec, type Recipe } from '../recipe.ts';
import { cut, failureOf, HOW } from '../texts.ts';
import { GATEWAY_TRIGGER } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const [COMPANY, FIND_COMPANY, KNOWN_COMPANY, ADD_COMPANY] = [
  'Is a company named?',
  'Find the company',
  'In Pipedrive already?',
  'Add the company',
];
const [PERSON, FIND_PERSON, KNOWN_PERSON, ADD_PERSON] = [
  'Is there an e-mail address?',
  'Find the person',
  'Is the person known?',
  'Add the person',
];
const [KEEP, BELONGS, LEAD] = ['Put the lead together', 'Is anybody named?', 'Add the lead'];

const record = `$('${removeDuplicates.name}').first().json`;
const company = `(${record}.company_name || ${record}.company_domain || '')`;
const email = `(${record}.contact_email ?? '')`;

/** Pipedrive refuses longer names and titles. */
const LONGEST_NAME = 255;
const name = (expression: string): string => cut(`(${expression})`, LONGEST_NAME);

/** The id that a search has found. */
const found = 'data?.items?.[0]?.item?.id ?? 0';
const isFound: Condition = {
  value: `$json.${found}`,
  operator: { type: 'number', operation: 'gt' },
  than: 0,
};

/**
 * A request to Pipedrive's API. Not by n8n's node for Pipedrive: its searches call the first
 * version of the API, which is out of support since August 2026.
 * https://developers.pipedrive.com/changelog/post/deprecated-apiv1-endpoints-become-out-of-support
 */
const request = (node: string, path: string, parameters: NodeSpec['parameters']): NodeSpec =>
  serviceNode('httpRequest', 4.5, node, {
    url: `https://api.pipedrive.com/${path}`,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'pipedriveApi',
    ...parameters,
    options: {},
  });

/** Looks for one that has a text in a field, as a whole; capitals make no difference. */
const search = (node: string, what: string, field: string, term: string): NodeSpec =>
  request(node, `api/v2/${what}/search`, {
    method: 'GET',
    sendQuery: true,
    queryParameters: {
      parameters: [
        { name: 'term', value: `={{ ${term} }}` },
        { name: 'fields', value: field },
        { name: 'exact_match', value: 'true' },
        { name: 'limit', value: '1' },
      ],
    },
  });

/** Adds one. @param body expression, in which the two braces of n8n must not meet */
const add = (node: string, path: string, body: string): NodeSpec =>
  request(node, path, {
    method: 'POST',
    sendBody: true,
    specifyBody: 'json',
    jsonBody: `={{ JSON.stringify(${body}) }}`,
  });

/** The id of what was added or found; 0 where there is nothing. */
const idOf = (adding: string, finding: string): string =>
  `($('${adding}').isExecuted ? $('${adding}').first().json.data.id : $('${finding}').isExecuted ? $('${finding}').first().json.${found} : 0)`;

const companyId = idOf(ADD_COMPANY, FIND_COMPANY);

const addPerson = add(
  ADD_PERSON,
  'api/v2/persons',
  `{
  name: ${name(`${record}.contact_name || ${email}`)},
  emails: [{ value: ${email}, primary: true, label: 'work' }],
  phones: ${record}.contact_phone ? [{ value: ${record}.contact_phone, primary: true, label: 'work' }] : undefined,
  org_id: ${companyId} || undefined,
}`,
);

const keep = makeFields(KEEP, [
  ['title', name(`${record}.title || ${record}.event_type`)],
  ['person_id', idOf(ADD_PERSON, FIND_PERSON), 'number'],
  ['organization_id', companyId, 'number'],
]);

/** A lead has to belong to a person or a company. */
const belongs = ifAny(
  BELONGS,
  ['person_id', 'organization_id'].map((key) => ({
    value: `$json.${key}`,
    operator: { type: 'number', operation: 'gt' } as const,
    than: 0,
  })),
);

const addLead = add(
  LEAD,
  'v1/leads',
  `{
  title: $json.title,
  person_id: $json.person_id || undefined,
  organization_id: $json.organization_id || undefined,
}`,
);

/** The rows of the canvas: company, person, lead. */
const ROWS: readonly (readonly NodeSpec[])[] = [
  [
    ifAny(COMPANY, [isFilled(company)]),
    search(FIND_COMPANY, 'organizations', 'name', company),
    ifAny(KNOWN_COMPANY, [isFound]),
    add(ADD_COMPANY, 'api/v2/organizations', `{ name: ${name(company)} }`),
  ],
  [
    ifAny(PERSON, [isFilled(email)]),
    search(FIND_PERSON, 'persons', 'email', email),
    ifAny(KNOWN_PERSON, [isFound]),
    addPerson,
  ],
  [keep, belongs, addLead],
];

const LINKS = [
  ...chain(removeDuplicates.name, COMPANY, FIND_COMPANY, KNOWN_COMPANY),
  link(COMPANY, PERSON, 1),
  link(KNOWN_COMPANY, PERSON, 0),
  link(KNOWN_COMPANY, ADD_COMPANY, 1),
  ...chain(ADD_COMPANY, PERSON, FIND_PERSON, KNOWN_PERSON),
  link(PERSON, KEEP, 1),
  link(KNOWN_PERSON, KEEP, 0),
  link(KNOWN_PERSON, ADD_PERSON, 1),
  ...chain(ADD_PERSON, KEEP, BELONGS, LEAD),
];

/** A lead for every event that names a prospect, with its person and company. */
export function pipedriveLeads(providers: readonly Provider[]): Recipe {
  const { parameters, names, leftOut, note, change } = prospectsOf(providers);
  const { steps, links, notes } = trunk(GATEWAY_TRIGGER, parameters);
  return {
    slug: `${ALL_PROVIDERS}-pipedrive`,
    name: 'All providers to Pipedrive leads',
    about: `What ${names} tell, through a Signal Hooks gateway, becomes a lead in Pipedrive, with the company and the first contact. Both are added where they are missing. ${leftOut}`,
    source: ALL_PROVIDERS,
    destinations: [],
    onlyInN8n: 'Pipedrive',
    trigger: GATEWAY_TRIGGER,
    steps: [...steps, ...ROWS.flatMap((row, at) => inARow(row, 2, at))],
    links: [...links, ...LINKS],
    // The first nodes of the lower rows are outside: three connections lead to each from above.
    notes: [
      note,
      ...notes,
      {
        columns: [2, 5],
        rows: [0, 0],
        text: '### The company\nIt is looked for by its name, else by its domain, and added where Pipedrive has none.',
      },
      {
        columns: [3, 5],
        rows: [1, 1],
        text: '### The person\nThe first contact, if it has an e-mail address. A person whom Pipedrive knows is not changed.',
      },
      {
        columns: [3, 4],
        rows: [2, 2],
        text: '### The lead\nOne for each event that names a company, or a person with an e-mail address.',
      },
    ],
    setUp: [
      GATEWAY_TRIGGER.setUp,
      `**${FIND_COMPANY}**: click *Connect to Pipedrive*${HOW}. Then choose the same account in **${ADD_COMPANY}**, **${FIND_PERSON}**, **${ADD_PERSON}** and **${LEAD}**: n8n does not do it by itself there.`,
    ],
    failure: failureOf('Pipedrive'),
    changes: [
      change,
      `**${LEAD}** → JSON: \`owner_id\`, \`label_ids\`, or what else [a lead can have](https://developers.pipedrive.com/docs/api/v1/Leads#addLead).`,
      'Pipedrive finds what is new only after some seconds. Where signals about one company come in bursts, merge its duplicates in Pipedrive.',
    ],
  };
}
