import {
  andList,
  capabilities,
  findProvider,
  type Provider,
  shortNameOf,
} from '@signal-hooks/catalogue';
import {
  hubspot,
  hubspotRequest,
  ifAny,
  makeFields,
  removeDuplicates,
  splitOut,
} from '../nodes.ts';
import { ifHasAddress, isFilled, NAMING, prospectsOf } from '../prospects.ts';
import {
  ALL_PROVIDERS,
  chain,
  link,
  type NodeSpec,
  type Note,
  type Recipe,
  type TriggerKind,
} from '../recipe.ts';
import { failureOf, HOW, withArticle } from '../texts.ts';
import { choicesOf, GATEWAY_TRIGGER, triggerOf } from '../triggers.ts';
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

/** A name that is not split is whole in the first name, which is what letters greet with. */
const firstName =
  "$json.contact.first_name ?? ($json.contact.last_name ? '' : $json.contact.name ?? '')";

/** Looks for the company of an event, and adds it where there is none. */
const company = {
  named: ifAny(NAMED, [isFilled(known)]),
  find: hubspotRequest(FIND, 'https://api.hubapi.com/crm/objects/2026-09/companies/search', search),
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
} as const;

/** The contacts one by one; below their company, if there can be one. */
const contacts = (withCompany: boolean): NodeSpec[] => [
  splitOut(SPLIT, 'contacts', 'contact', withCompany ? ['company_name', 'company_id'] : []),
  ifHasAddress(ADDRESS),
  hubspot(UPSERT, {
    resource: 'contact',
    operation: 'upsert',
    email: '={{ encodeURIComponent($json.contact.email) }}',
    additionalFields: {
      firstName: `={{ ${firstName} }}`,
      lastName: "={{ $json.contact.last_name ?? '' }}",
      jobTitle: "={{ $json.contact.role ?? '' }}",
      phoneNumber: "={{ $json.contact.phone ?? '' }}",
      ...(withCompany && {
        companyName: '={{ $json.company_name }}',
        associatedCompanyId: '={{ $json.company_id }}',
      }),
    },
    options: {},
  }),
];

type Canvas = Pick<Recipe, 'steps' | 'links' | 'notes'>;

/** The company first, because its contacts are put below it. */
const companyAndContacts = ({ steps, links, notes }: Canvas): Canvas => ({
  steps: [
    ...steps,
    ...inARow([company.named, company.find, company.known, company.create], 2),
    ...inARow([company.keep, ...contacts(true)], 2, 1),
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
      // The first node of the row is outside: three connections lead to it from above.
      columns: [3, 5],
      rows: [1, 1],
      text: '### Its contacts\nEach contact with an e-mail address is added, or brought up to date, and put below the company. What the event does not tell stays as it is in HubSpot.',
    },
  ],
});

const onlyContacts = ({ steps, links, notes }: Canvas): Canvas => ({
  steps: [...steps, ...inARow(contacts(false), 2)],
  links: [...links, ...chain(removeDuplicates.name, SPLIT, ADDRESS, UPSERT)],
  notes: [
    ...notes,
    {
      columns: [2, 4],
      rows: [0, 0],
      text: '### The contact\nWhoever has left an e-mail address is added, or brought up to date. What the event does not tell stays as it is in HubSpot.',
    },
  ],
});

const keyStep = (scopes: string, where: string): string =>
  `**${where}**: click *Connect to HubSpot Service Key*${HOW}. The key needs the scopes ${scopes}.`;
const KEY_FOR_BOTH = `${keyStep(
  '`crm.objects.contacts.read`, `crm.objects.contacts.write`, `crm.objects.companies.read` and `crm.objects.companies.write`',
  FIND,
)} n8n puts it into the two nodes of HubSpot as well.`;
const KEY_FOR_CONTACTS = keyStep(
  '`crm.objects.contacts.read` and `crm.objects.contacts.write`',
  UPSERT,
);

const MORE = `**${UPSERT}** → Add Property: owner, lead status, or properties of your own.`;
const REFUSED = `A contact without an e-mail address, or with a text that is none, is left out. An address that HubSpot refuses stops the run, and Executions tells which. To go on with the other contacts, set **${UPSERT}** → Settings → On Error to *Continue*.`;
const NEW_COMPANIES =
  'HubSpot finds a new company only after some seconds. Where signals about one company come in bursts, let HubSpot merge duplicates.';

/** Whose people and companies a recipe brings. */
interface People extends Pick<Recipe, 'slug' | 'name' | 'about' | 'source' | 'changes'> {
  readonly trigger: TriggerKind;
  /** What the trigger is set to; the node's defaults if absent. */
  readonly parameters?: NodeSpec['parameters'];
  readonly namesCompanies: boolean;
  /** What the trigger's setting is for, beside it. */
  readonly note?: Note;
}

const label = (provider: string, type: string): string =>
  `“${findProvider(provider)?.events[type]?.label}”`;

/** What a person has written of a provider's recipe; of others it follows from the definition. */
const WRITTEN: Readonly<Partial<Record<string, Partial<People>>>> = {
  siggnal: {
    changes: [
      '**Siggnal Trigger** → Filters: only signals from a priority on, or of some projects.',
    ],
  },
  'signal-ark': {
    name: 'Signal Ark leads and companies to HubSpot',
    about:
      'The company of a promoted signal or lead is added to HubSpot where it is missing. The lead is added as its contact, or brought up to date.',
    parameters: { events: NAMING['signal-ark'] },
    changes: [
      `**Signal Ark Trigger**: ${label('signal-ark', 'social.lead_promoted')} alone, or only from an ICP score on.`,
    ],
  },
  salesiq: {
    name: 'SalesIQ visitors to HubSpot',
    about:
      'A visitor who has left an e-mail address is added to HubSpot as a contact, or brought up to date: when a conversation has ended or was missed, when details change, and when a contact or lead is tagged.',
    parameters: { kind: 'data', dataEvents: NAMING.salesiq },
    changes: [
      `**Zoho SalesIQ Trigger**: ${label('salesiq', 'conversation.created')} as well, to have visitors in HubSpot while they chat, or only some brands.`,
      'SalesIQ names no company. HubSpot can find it by the domain of the address: Settings → Objects → Companies → *Create and associate companies with contacts*.',
    ],
  },
};

/** Contacts and companies of a provider, as far as it names them. */
export function hubspotRecipe(provider: Provider): Recipe {
  const trigger = triggerOf(provider);
  const { people, companies } = capabilities(provider);
  const noun = withArticle(provider.wording.noun.toLowerCase());
  const what = [...(people ? ['contacts'] : []), ...(companies ? ['companies'] : [])];
  const about = companies
    ? `The company of ${noun} is added to HubSpot where it is missing.${people ? ' Each of its contacts is added, or brought up to date.' : ''}`
    : `Whoever ${noun} names with an e-mail address is added to HubSpot as a contact, or brought up to date.`;
  return toRecipe({
    slug: `${provider.id}-hubspot`,
    name: `${shortNameOf(provider)} ${andList(what)} to HubSpot`,
    about,
    source: provider.id,
    trigger,
    namesCompanies: companies,
    changes: choicesOf(provider),
    ...WRITTEN[provider.id],
  });
}

/** Contacts and companies of all providers whose events name prospects, through a gateway. */
export function hubspotRecipeOfAll(providers: readonly Provider[]): Recipe {
  const { parameters, names, leftOut, note, change } = prospectsOf(providers);
  return toRecipe({
    slug: `${ALL_PROVIDERS}-hubspot`,
    name: 'All providers to HubSpot',
    about: `Whoever is named with an e-mail address by ${names}, through a Signal Hooks gateway, is added to HubSpot, or brought up to date; a company where it is missing. ${leftOut}`,
    source: ALL_PROVIDERS,
    trigger: GATEWAY_TRIGGER,
    parameters,
    namesCompanies: true,
    note,
    changes: [change],
  });
}

function toRecipe(people: People): Recipe {
  const { slug, name, about, source, trigger, parameters, namesCompanies, note } = people;
  const { steps, links, notes } = trunk(trigger, parameters);
  const start = { steps, links, notes: [...(note === undefined ? [] : [note]), ...notes] };
  return {
    ...{ slug, name, about, source, trigger },
    destinations: ['crm'],
    ...(namesCompanies ? companyAndContacts(start) : onlyContacts(start)),
    setUp: [trigger.setUp, namesCompanies ? KEY_FOR_BOTH : KEY_FOR_CONTACTS],
    failure: failureOf('HubSpot'),
    changes: [...people.changes, MORE, ...(namesCompanies ? [NEW_COMPANIES] : []), REFUSED],
  };
}
