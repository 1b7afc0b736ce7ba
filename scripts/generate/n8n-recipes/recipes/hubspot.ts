import { PROVIDERS } from '@signal-hooks/catalogue';
import {
  hubspot,
  hubspotRequest,
  ifAny,
  makeFields,
  removeDuplicates,
  splitOut,
} from '../nodes.ts';
import { chain, link, type Recipe } from '../recipe.ts';
import { failureOf } from '../texts.ts';
import { TRIGGERS, type TriggerKind, triggerNode } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const [NAMED, FIND, KNOWN, CREATE] = [
  'Is a company named?',
  'Find the company',
  'In HubSpot already?',
  'Add the company',
];
const [KEEP, SPLIT, ADDRESS, UPSERT] = [
  'Keep the contacts',
  'One by one',
  'Is there an e-mail address?',
  'Add or update the contact',
];

/**
 * HubSpot's node puts the address into a path as it is: nothing in it may lead elsewhere, and a
 * `%` would be decoded there.
 */
const SAFE_ADDRESS = "^[A-Za-z0-9._+'-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$";

const known = "$json.company_domain || $json.company_name || ''";

/** By domain, else by name. The two braces of n8n's expressions must not meet in it. */
const search = `JSON.stringify({
  filterGroups: [{ filters: [{
    propertyName: $json.company_domain ? 'domain' : 'name',
    operator: 'EQ',
    value: $json.company_domain || $json.company_name,
  }] }],
  properties: ['name', 'domain'],
  limit: 1,
})`;

/** The words of a name. */
const words = "($json.contact.name ?? '').trim().split(/\\s+/)";

/** The nodes behind the trigger: the company first, because its contacts are put below it. */
const nodes = {
  named: ifAny(NAMED, [
    { value: known, operator: { type: 'string', operation: 'notEmpty', singleValue: true } },
  ]),
  find: hubspotRequest(FIND, 'https://api.hubapi.com/crm/v3/objects/companies/search', search),
  known: ifAny(KNOWN, [
    { value: '$json.total', operator: { type: 'number', operation: 'gt' }, than: 0 },
  ]),
  create: hubspot(CREATE, {
    resource: 'company',
    operation: 'create',
    name: `={{ $('${NAMED}').first().json.company_name || $('${NAMED}').first().json.company_domain }}`,
    additionalFields: {
      companyDomainName: `={{ $('${NAMED}').first().json.company_domain ?? '' }}`,
    },
  }),
  keep: makeFields(KEEP, [
    ['contacts', `$('${removeDuplicates.name}').first().json.contacts ?? []`, 'array'],
    ['company_name', `$('${removeDuplicates.name}').first().json.company_name ?? ''`],
    ['company_id', "$json.companyId ?? $json.results?.[0]?.id ?? ''"],
  ]),
  split: splitOut(SPLIT, 'contacts', 'contact', ['company_name', 'company_id']),
  address: ifAny(ADDRESS, [
    {
      value: "$json.contact.email ?? ''",
      operator: { type: 'string', operation: 'regex' },
      than: SAFE_ADDRESS,
    },
  ]),
  upsert: hubspot(UPSERT, {
    resource: 'contact',
    operation: 'upsert',
    email: '={{ $json.contact.email }}',
    additionalFields: {
      firstName: `={{ ${words}[0] }}`,
      lastName: `={{ ${words}.slice(1).join(' ') }}`,
      jobTitle: "={{ $json.contact.role ?? '' }}",
      phoneNumber: "={{ $json.contact.phone ?? '' }}",
      companyName: '={{ $json.company_name }}',
      associatedCompanyId: '={{ $json.company_id }}',
    },
    options: {},
  }),
} as const;

const recipe = (
  { slug, name, about, changes }: Pick<Recipe, 'slug' | 'name' | 'about' | 'changes'>,
  trigger: TriggerKind,
  { steps, links, notes } = trunk(triggerNode(trigger)),
): Recipe => ({
  ...{ slug, name, about },
  steps: [
    ...steps,
    ...inARow([nodes.named, nodes.find, nodes.known, nodes.create], 2),
    ...inARow([nodes.keep, nodes.split, nodes.address, nodes.upsert], 2, 1),
  ],
  links: [
    ...links,
    ...chain(removeDuplicates.name, NAMED, FIND, KNOWN),
    link(NAMED, KEEP, 1),
    link(KNOWN, KEEP, 0),
    link(KNOWN, CREATE, 1),
    ...chain(CREATE, KEEP, SPLIT, ADDRESS, UPSERT),
  ],
  notes: [
    ...notes,
    {
      columns: [2, 5],
      rows: [0, 0],
      text: '### The company\nIt is looked for by its domain, else by its name, and added where HubSpot has none. A company that is there already is not changed.',
    },
    {
      // The first node of the row stands outside: three connections lead to it from above.
      columns: [3, 5],
      rows: [1, 1],
      text: '### Its contacts\nEach contact with an e-mail address is added, or brought up to date, and put below the company. What the event does not tell stays as it is in HubSpot.',
    },
  ],
  setUp: [
    trigger.setUp,
    '**HubSpot**: make a service key (or a private app) with the scopes `crm.objects.contacts.read`, `crm.objects.contacts.write`, `crm.objects.companies.read` and `crm.objects.companies.write`, and a credential *HubSpot Service Key* with it. Choose it in the three nodes of HubSpot, one of which is **Find the company**.',
  ],
  failure: failureOf('HubSpot'),
  changes,
});

const MORE =
  '**Add or update the contact** → Add Property: owner, lead status, or properties of your own.';
const REFUSED =
  'An address that HubSpot refuses stops the run, and Executions tells which. To go on with the other contacts, set **Add or update the contact** → Settings → On Error to *Continue*.';
const NEW_COMPANIES =
  'HubSpot finds a new company only after some seconds. Where signals about one company come in bursts, let HubSpot merge duplicates.';

/** Contacts and companies of signals; of Signal Ark's, as far as they name any. */
export const hubspotRecipes: readonly Recipe[] = [
  recipe(
    {
      slug: 'siggnal-hubspot',
      name: 'Siggnal contacts and companies to HubSpot',
      about:
        'The company of a signal is added to HubSpot where it is missing. Each of its contacts is added, or brought up to date.',
      changes: [
        '**Siggnal Trigger** → Filters: only signals from a priority on, or of some projects.',
        MORE,
        NEW_COMPANIES,
        REFUSED,
      ],
    },
    TRIGGERS.siggnal,
  ),
  recipe(
    {
      slug: 'signal-ark-hubspot',
      name: 'Signal Ark leads and companies to HubSpot',
      about:
        'The company of a promoted signal or lead is added to HubSpot where it is missing. The lead is added as its contact, or brought up to date.',
      changes: [
        `**${TRIGGERS['signal-ark'].name}**: “${PROVIDERS['signal-ark'].events['social.lead_promoted']?.label}” alone, or only from an ICP score on.`,
        MORE,
        NEW_COMPANIES,
        REFUSED,
      ],
    },
    TRIGGERS['signal-ark'],
    trunk(
      triggerNode(TRIGGERS['signal-ark'], { events: ['signal.promoted', 'social.lead_promoted'] }),
    ),
  ),
];
