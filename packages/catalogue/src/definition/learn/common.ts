import { COMMON_FIELDS, type CommonKey, type CommonSources } from '../../record/record.ts';
import type { Expression } from '../expression.ts';
import { learnContacts, learnPerson } from './contact.ts';
import { namedPlaces, type Place, type Subject } from './places.ts';
import type { Leaf, Survey } from './survey.ts';
import { isReadable } from './value-type.ts';

/** Common fields of a record, and the places that need no field of their own any more. */
export interface LearnedCommon {
  readonly common: CommonSources;
  readonly used: ReadonlySet<string>;
}

const COMPANY =
  '(?:company|organi[sz]ation|org|account|business|client_company|counterparty|legal_entity|vendor|supplier)';
/** What a title or an address of something else than the subject is taken of. */
const THING =
  '(?:issue|pull_request|deal|order|product|event|scheduled_event|meeting|ticket|task|form|definition|document|invoice|page|post|campaign|opportunity|repository)';

/** The names of common fields as seen from the subject, the likeliest first. */
const NAMES: readonly (readonly [CommonKey, readonly RegExp[]])[] = [
  ['priority', [/^(?:priority|severity|urgency)$/]],
  ['score', [/^score$/, /^[a-z]+(?:_[a-z]+)?_score$/]],
  ['recommended_action', [/^(?:recommended|suggested|next)_(?:action|step)$/]],
  ['project_id', [/^project_(?:id|key|uuid)$/]],
  [
    'company_name',
    [
      new RegExp(`^${COMPANY}_(?:name|title|legal_name|full_name|short_name)$`),
      /^(?:company|company_name|organi[sz]ation|business_name|employer)$/,
      /^(?:[a-z]+_)*(?:customer|contact|lead|person|client|user|address|billing)_(?:company|company_name|organi[sz]ation)$/,
    ],
  ],
  [
    'company_tax_id',
    [
      new RegExp(
        `^(?:${COMPANY}_|customer_|client_)?(?:inn|tax_id|vat|vat_id|vat_number|tax_number|ein)$`,
      ),
    ],
  ],
  ['company_domain', [new RegExp(`^(?:${COMPANY}_)?domain$`)]],
  ['company_industry', [new RegExp(`^(?:${COMPANY}_)?(?:industry|sector)$`)]],
  [
    'title',
    [
      /^(?:title|subject|headline)$/,
      /^topic$/,
      /^(?:name|display_name)$/,
      new RegExp(`^${THING}_(?:title|subject)$`),
      new RegExp(`^${THING}_full_name$`),
      new RegExp(`^${THING}_name$`),
    ],
  ],
  [
    'summary',
    [/^(?:summary|description)$/, /^(?:message|text|body|content|note|notes|comment|details)$/],
  ],
  [
    'url',
    [
      /^(?:html_url|web_url|permalink|url|link|public_url)$/,
      new RegExp(`^${THING}_(?:html_url|web_url|permalink|link)$`),
      /^[a-z]+(?:_[a-z]+)*_url$/,
    ],
  ],
];

/** Addresses that show nothing, or are not meant to be opened. */
const NO_PAGE =
  /image|avatar|logo|icon|photo|picture|thumb|api|callback|cancel|reschedule|hook|redirect|referr|landing|return|unsubscribe|download|self|git_|ssh|clone|svn|website|site_url|pdf/;

const TYPES = new Map(COMMON_FIELDS.map(({ key, type }) => [key, type]));

/**
 * Finds the common fields by their names, as far as their values fit.
 * @param taken places that are spoken for
 */
export function learnCommon(
  found: Survey,
  subject: Subject,
  taken: ReadonlySet<string>,
): LearnedCommon {
  const places = namedPlaces(
    found.leaves.filter(({ path }) => !taken.has(path)),
    subject,
  );
  const contacts = learnContacts(namedPlaces(found.tables, subject));
  const person = contacts === null ? learnPerson(places) : { common: {}, used: new Set<string>() };
  const used = new Set([...person.used, ...(contacts?.used ?? [])]);
  const common: Record<string, Expression> = {};
  for (const [key, names] of NAMES) {
    const forms =
      key === 'title' && subject.name !== null ? [...names, ownName(subject.name)] : names;
    const leaf = find(key, forms, places, used);
    if (leaf === undefined) continue;
    common[key] = leaf.path;
    used.add(leaf.path);
  }
  const website = places.find(({ name }) => WEBSITE.test(name));
  if (common.company_domain === undefined && website && isReadable('url', website.at.values))
    common.company_domain = { of: website.at.path, steps: ['host'] };
  return {
    common: { ...common, ...person.common, ...(contacts && { contacts: contacts.contacts }) },
    used,
  };
}

/** Of a signal its `signal_name`. */
const ownName = (name: string): RegExp => new RegExp(`^${name}_(?:name|title|subject)$`);

const WEBSITE = new RegExp(`^(?:${COMPANY}_)?(?:website|website_url|homepage|site)$`);

function find(
  key: CommonKey,
  names: readonly RegExp[],
  places: readonly Place<Leaf>[],
  used: ReadonlySet<string>,
): Leaf | undefined {
  const type = TYPES.get(key);
  if (type === undefined || type === 'list') return undefined;
  for (const form of names) {
    const place = places.find(
      ({ name, at }) =>
        form.test(name) &&
        !used.has(at.path) &&
        !(key === 'url' && NO_PAGE.test(name)) &&
        isReadable(type, at.values),
    );
    if (place !== undefined) return place.at;
  }
  return undefined;
}
