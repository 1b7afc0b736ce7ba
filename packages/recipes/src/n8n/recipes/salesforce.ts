import type { Provider } from '@signal-hooks/catalogue';
import { removeDuplicates, serviceNode, splitOut } from '../nodes.ts';
import { ifHasAddress, prospectsOf } from '../prospects.ts';
import { ALL_PROVIDERS, chain, type Recipe } from '../recipe.ts';
import { cut, failureOf, HOW } from '../texts.ts';
import { GATEWAY_TRIGGER } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const [SPLIT, ADDRESS, FIND, UPSERT] = [
  'One by one',
  'Is there an e-mail address?',
  'What is known of the lead',
  'Add or update the lead',
];

const item = `$('${ADDRESS}').item.json`;
const contact = `${item}.contact`;

/** A text of a query in SOQL. @param expression that gives a text */
const quoted = (expression: string): string =>
  `'{{ ${expression}.replace(/[\\\\'"]/g, '\\\\$&') }}'`;

/**
 * An aggregate, because it gives a row for a lead that there is not, too: n8n would leave out the
 * contact otherwise.
 */
const find = serviceNode('salesforce', 1.1, FIND, {
  authentication: 'oAuth2',
  resource: 'search',
  operation: 'query',
  query: `=SELECT MAX(Company) company, MAX(LastName) last_name FROM Lead WHERE Email = ${quoted('$json.contact.email')}`,
});

/**
 * By the e-mail address, which Salesforce can look leads up by. A lead must have a company and a
 * last name: what an event does not tell stays as it is there, or is marked as missing. Longer
 * texts are refused. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm
 */
const upsert = serviceNode('salesforce', 1.1, UPSERT, {
  authentication: 'oAuth2',
  resource: 'lead',
  operation: 'upsert',
  externalId: 'Email',
  externalIdValue: `={{ encodeURIComponent(${contact}.email) }}`,
  company: `={{ ${cut(`(${item}.company_name || $json.company || ${item}.company_domain || '[not provided]')`, 255)} }}`,
  // A name that is not split is whole in the last name.
  lastname: `={{ ${cut(`(${contact}.last_name || ${contact}.name || $json.last_name || '[not provided]')`, 80)} }}`,
  additionalFields: {
    firstname: `={{ ${cut(`(${contact}.last_name && ${contact}.first_name || undefined)`, 40)} }}`,
    title: `={{ ${cut(`(${contact}.role || undefined)`, 128)} }}`,
    phone: `={{ ${cut(`(${contact}.phone || undefined)`, 40)} }}`,
  },
});

/** The contacts of all providers whose events name prospects, as leads of Salesforce. */
export function salesforceLeads(providers: readonly Provider[]): Recipe {
  const { parameters, names, leftOut, note, change } = prospectsOf(providers);
  const { steps, links, notes } = trunk(GATEWAY_TRIGGER, parameters);
  const split = splitOut(SPLIT, 'contacts', 'contact', ['company_name', 'company_domain']);
  return {
    slug: `${ALL_PROVIDERS}-salesforce`,
    name: 'All providers to Salesforce leads',
    about: `Whoever is named with an e-mail address by ${names}, through a Signal Hooks gateway, becomes a lead in Salesforce, or is brought up to date. ${leftOut}`,
    source: ALL_PROVIDERS,
    destinations: [],
    onlyInN8n: 'Salesforce',
    trigger: GATEWAY_TRIGGER,
    steps: [...steps, ...inARow([split, ifHasAddress(ADDRESS), find, upsert], 2)],
    links: [...links, ...chain(removeDuplicates.name, SPLIT, ADDRESS, FIND, UPSERT)],
    notes: [
      note,
      ...notes,
      {
        columns: [2, 3],
        rows: [0, 0],
        text: '### The contacts\nEach contact with an e-mail address. The others are left out.',
      },
      {
        columns: [4, 5],
        rows: [0, 0],
        text: '### The lead\nIt is known by its e-mail address. What the event does not tell stays as it is in Salesforce.',
      },
    ],
    setUp: [
      GATEWAY_TRIGGER.setUp,
      `**${FIND}**: click *Connect to Salesforce*${HOW}. n8n puts the account into **${UPSERT}** as well.`,
    ],
    failure: failureOf('Salesforce'),
    changes: [
      change,
      `**${UPSERT}** → Additional Fields: owner, lead source, status, or fields of your own.`,
      `Salesforce refuses what your validation and duplicate rules forbid, a lead that has been converted, and an address that two leads have; that stops the run, and Executions tells why. To go on with the other contacts, set **${UPSERT}** → Settings → On Error to *Continue*.`,
    ],
  };
}
