import type { ScalarType } from '../../record/field.ts';
import type { CommonSources } from '../../record/record.ts';
import { snakeCase } from './names.ts';
import type { Place } from './places.ts';
import type { Leaf, Table } from './survey.ts';
import { guessType, isReadable } from './value-type.ts';

type Detail = 'name' | 'first_name' | 'last_name' | 'email' | 'phone' | 'role';

/** What people are called that an event is about, the likeliest first. */
const OTHERS =
  'contact customer billing lead person invitee attendee visitor respondent subscriber participant buyer client candidate applicant patient guest recipient'.split(
    ' ',
  );
/** And those who rather use the product themselves. */
const USERS =
  'member user requester pusher author assignee owner sender actor creator organizer host'.split(
    ' ',
  );
const LIST =
  /^(?:contacts|people|persons|attendees|participants|invitees|guests|leads|respondents|recipients)$/;

const NAMES: Readonly<Record<Detail, RegExp>> = {
  name: /^(?:name|full_name|display_name|fullname)$/,
  first_name: /^(?:first_name|given_name|firstname)$/,
  last_name: /^(?:last_name|family_name|lastname|surname)$/,
  email: /^(?:email|email_address|mail|email_id|e_mail)$/,
  phone: /^(?:phone|phone_number|mobile|mobile_phone|telephone|tel)$/,
  role: /^(?:role|title|job_title|position)$/,
};

const DETAILS = Object.keys(NAMES) as Detail[];
const JOB_TITLE = /^(?:job_title|position)$/;
const TYPES: Readonly<Record<Detail, ScalarType>> = {
  name: 'string',
  first_name: 'string',
  last_name: 'string',
  email: 'email',
  phone: 'phone',
  role: 'string',
};

interface Person {
  readonly common: CommonSources;
  readonly used: ReadonlySet<string>;
}

/**
 * Finds the person that the events most likely name: one with an address and a name, else with an
 * address, else with a name. `customer.email` and `customer_email` are the same.
 */
export function learnPerson(places: readonly Place<Leaf>[]): Person {
  const peopleOf = (names: readonly string[]): CommonSources[] =>
    names.map((name) => detailsOf(name === '' ? '' : `${name}_`, places));
  // Without a name in front it is the subject that is the person.
  const others = peopleOf([...OTHERS, '']);
  const users = peopleOf(USERS);
  const named = [...others.slice(0, OTHERS.length), ...users].filter(hasName);
  const [common = {}] = [
    ...[others, users].flatMap((people) => {
      const reachable = people.filter(hasAddress);
      return [...reachable.filter(hasName), ...reachable];
    }),
    ...named,
  ];
  return {
    common,
    used: new Set(Object.values(common).filter((from) => typeof from === 'string')),
  };
}

const hasAddress = (person: CommonSources): boolean =>
  (person.contact_email ?? person.contact_phone) !== undefined;
const hasName = (person: CommonSources): boolean => person.contact_name !== undefined;

function detailsOf(prefix: string, places: readonly Place<Leaf>[]): CommonSources {
  const find = (form: RegExp, type: ScalarType): string | undefined =>
    places.find(
      ({ name, at }) =>
        name.startsWith(prefix) &&
        form.test(name.slice(prefix.length)) &&
        isReadable(type, at.values),
    )?.at.path;
  const details = DETAILS.flatMap((detail) => {
    // A title without a person's name before it is the subject's.
    const form = prefix === '' && detail === 'role' ? JOB_TITLE : NAMES[detail];
    const path = find(form, TYPES[detail]);
    return path === undefined ? [] : [[`contact_${detail}`, path] as const];
  });
  const common: CommonSources = Object.fromEntries(details);
  const { contact_name, contact_first_name, contact_last_name } = common;
  const join = [contact_first_name, contact_last_name].filter((path) => path !== undefined);
  if (contact_name !== undefined || join.length === 0) return common;
  return { ...common, contact_name: { join, with: ' ' } };
}

/** A list of people with addresses. */
export function learnContacts(tables: readonly Place<Table>[]): {
  readonly contacts: NonNullable<CommonSources['contacts']>;
  readonly used: readonly string[];
} | null {
  for (const { name, at } of tables) {
    const columns = LIST.test(name) ? columnsOf(at) : null;
    if (columns === null) continue;
    const { path, columns: all } = at;
    // Where it says more, it is a list of its own as well.
    const isWhole = all.length === Object.keys(columns).length;
    const different = Object.entries(columns).filter(([detail, from]) => detail !== from);
    return {
      contacts: {
        from: path,
        ...(different.length > 0 && { columns: Object.fromEntries(different) }),
      },
      used: isWhole ? [path] : [],
    };
  }
  return null;
}

/** Null if it has no addresses, or a column that would be read as what it is not. */
function columnsOf({ columns }: Table): Partial<Record<Detail, string>> | null {
  const found: Partial<Record<Detail, string>> = {};
  for (const detail of DETAILS) {
    const column = columns.find(
      ({ keys, values }) =>
        keys.length === 1 &&
        NAMES[detail].test(snakeCase(keys[0] ?? '')) &&
        isReadable(TYPES[detail], values),
    );
    if (column !== undefined) found[detail] = column.path;
    else if (columns.some(({ path }) => path === detail)) return null;
  }
  const email = columns.find(({ path }) => path === found.email);
  return email !== undefined && guessType('email', email.values)?.type === 'email' ? found : null;
}
