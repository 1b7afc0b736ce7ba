import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import type { EventGroup } from '../../registration/api.ts';

/** SalesIQ's two kinds of webhook; one webhook takes events of one kind only. */
export type WebhookType = 'data' | 'administration';

/** Real ids exceed 2^53; so do these. A double cannot hold the app's. */
const ORG = '55778119';
const APP = { $number: '40526000000002041' };
const NOW = '{at:epoch}';

const PATRICIA: TemplateObject = {
  type: 'operator',
  id: '40526000000002001',
  name: 'Patricia',
  email_id: 'patricia@zylker.com',
};
const TRICIA: TemplateObject = {
  id: '30000000090034',
  type: 'contact',
  name: 'Tricia',
  email_id: 'tricia@zylker.com',
  phone: '9043273469',
};

/** What happened to an entity, without the envelope. */
type Entity = TemplateObject;

/** The documented envelope, its keys in the documented order. Administration events carry no app. */
const envelope = (
  type: WebhookType,
  event: string,
  entityType: string,
  entity: Entity,
): TemplateObject => ({
  entity_type: entityType,
  org_id: ORG,
  event,
  entity_id: entity.id ?? null,
  attempt: 1,
  version: '1',
  ...(type === 'data' ? { app_id: APP } : {}),
  entity,
  event_time: NOW,
});

const conversation = (status: string, more: Entity = {}): Entity => ({
  id: '{sequence+40526000001808000}',
  reference_id: '{sequence}',
  status,
  question: 'Hi, I need some assistance in buying a dining set.',
  opened_time: '{at-12:epoch}',
  department_id: '301050000000040001',
  owner: PATRICIA,
  visitor: TRICIA,
  ...more,
});

const message = (text: string, sender: TemplateObject): Entity => ({
  message: { id: '{sequence+40526000007700000}', text, time: NOW, sender },
});

const ATTENDED: Entity = { attended_time: '{at-11:epoch}' };
const ENDED: Entity = { ...ATTENDED, end_time: NOW };
const MISSED: Entity = { missed_time: NOW };

const person = (type: 'lead' | 'contact', more: TemplateObject): Entity => ({
  id: '{sequence+30000000095000}',
  type,
  first_name: 'Scott',
  last_name: 'Smith',
  email_id: 'scottsmith@zylker.com',
  phone: '9123459876',
  ...more,
});

const TAGGING: TemplateObject = {
  action: 'added',
  tags: [{ id: '40526000002200011', name: 'hot lead' }],
  modifier: PATRICIA,
};

/** Administration events write booleans as strings. */
const OPERATOR: Entity = {
  id: '{sequence+115000000029000}',
  first_name: 'Patricia',
  last_name: 'Boyle',
  email_id: 'patricia@zylker.com',
  role: 'Administrator',
  access_levels: ['chat', 'tracking'],
  is_enabled: 'true',
  created_time: '{at-60:epoch}',
  modified_time: NOW,
  departments: ['301050000000040001'],
};
const DEPARTMENT: Entity = {
  id: '{sequence+40526000001809000}',
  name: 'Sales',
  display_name: 'Sales desk',
  is_enabled: 'true',
  is_system_generated: 'false',
  operators: ['6000000000005'],
  created_time: '{at-60:epoch}',
  modified_time: NOW,
};
const TAG: Entity = {
  id: '{sequence+40526000002200000}',
  name: 'hot lead',
  color: '#e43c3c',
  modified_time: NOW,
};
const brand = (enabled: 'true' | 'false'): Entity => ({
  id: '{sequence+40526000000002000}',
  name: 'Zylker store',
  is_enabled: enabled,
  modified_time: NOW,
});

type Line = readonly [event: string, label: string, when: string, entity: Entity];

/** Documented, with what their names say where their bodies are not public. */
const CONVERSATIONS: readonly Line[] = [
  ['created', 'Created', 'a visitor starts a conversation', conversation('Waiting')],
  [
    'attender.updated',
    'Attender Updated',
    'an operator picks up a conversation',
    conversation('Attended', ATTENDED),
  ],
  ['missed', 'Missed', 'a conversation is missed', conversation('Missed', MISSED)],
  ['completed', 'Completed', 'a conversation ends', conversation('Ended', ENDED)],
  [
    'rated',
    'Rated',
    'a visitor rates a conversation or gives feedback',
    conversation('Ended', {
      ...ENDED,
      rating: 4,
      feedback: 'Awesome support from the reps!',
    }),
  ],
  [
    'visitor.replied',
    'Visitor Replied',
    'a visitor replies',
    conversation('Attended', message('Does the table come in oak?', TRICIA)),
  ],
  [
    'operator.replied',
    'Operator Replied',
    'an operator replies',
    conversation('Attended', message('Yes, it ships in five days.', PATRICIA)),
  ],
  [
    'transfer.initiated',
    'Transfer Initiated',
    'a transfer of a conversation begins',
    conversation('Attended', ATTENDED),
  ],
  [
    'transfer.accepted',
    'Transfer Accepted',
    'an operator accepts a transferred conversation',
    conversation('Attended', ATTENDED),
  ],
  [
    'transfer.rejected',
    'Transfer Rejected',
    'an operator rejects a transferred conversation',
    conversation('Attended', ATTENDED),
  ],
  [
    'participants.added',
    'Participants Added',
    'an operator is added to a conversation',
    conversation('Attended', { participants: ['30102333033336'] }),
  ],
  [
    'participants.deleted',
    'Participants Deleted',
    'an operator is removed from a conversation',
    conversation('Attended', { participants: [] }),
  ],
  [
    'supervisor.added',
    'Supervisor Added',
    'a supervisor joins a conversation',
    conversation('Attended', { supervisors: ['30102333033337'] }),
  ],
  [
    'message.edited',
    'Message Edited',
    'a message is edited',
    conversation('Attended', message('Yes, it ships in three days.', PATRICIA)),
  ],
  [
    'message.deleted',
    'Message Deleted',
    'a message is deleted',
    conversation('Attended', {
      message: { id: '{sequence+40526000007700000}', sender: PATRICIA },
    }),
  ],
  [
    'metrics',
    'Metrics',
    'the metrics of a conversation are ready',
    conversation('Ended', {
      ...ENDED,
      metrics: { first_response_time: '42000', duration: '660000' },
    }),
  ],
  ['reopened', 'Reopened', 'an ended conversation is reopened', conversation('Attended')],
];

type Group = readonly [entityType: string, label: string, lines: readonly Line[]];

const DATA: readonly Group[] = [
  ['conversation', 'Conversation', CONVERSATIONS],
  [
    'visitor',
    'Visitor',
    [
      [
        'updated',
        'Updated',
        'the details of a visitor change',
        person('contact', { modifier: PATRICIA, customer_info: { Branch: 'California' } }),
      ],
    ],
  ],
  [
    'contact',
    'Contact',
    [
      [
        'tag.action',
        'Tag Action',
        'a tag is put on or taken off a contact',
        person('contact', TAGGING),
      ],
    ],
  ],
  [
    'lead',
    'Lead',
    [['tag.action', 'Tag Action', 'a tag is put on or taken off a lead', person('lead', TAGGING)]],
  ],
];

const changes = (what: string, entity: Entity): readonly Line[] => [
  ['created', 'Created', `${what} is created`, entity],
  ['updated', 'Updated', `${what} is changed`, entity],
  ['deleted', 'Deleted', `${what} is deleted`, entity],
];

const ADMINISTRATION: readonly Group[] = [
  [
    'operator',
    'Operator',
    [
      ...changes('an operator', OPERATOR),
      [
        'departments.associated',
        'Departments Associated',
        'an operator joins departments',
        OPERATOR,
      ],
      [
        'departments.dissociated',
        'Departments Dissociated',
        'an operator leaves departments',
        OPERATOR,
      ],
    ],
  ],
  ['department', 'Department', changes('a department', DEPARTMENT)],
  ['tag', 'Tag', changes('a tag', TAG)],
  [
    'brands',
    'Brand',
    [
      ['enabled', 'Enabled', 'a brand is switched on', brand('true')],
      ['disabled', 'Disabled', 'a brand is switched off', brand('false')],
    ],
  ],
];

function define(type: WebhookType, groups: readonly Group[]): Record<string, EventDefinition> {
  const entries = groups.flatMap(([entityType, group, lines]) =>
    lines.map(([name, label, when, entity]): [string, EventDefinition] => {
      const event = `${entityType}.${name}`;
      const definition: EventDefinition = {
        label: `${group} ${label}`,
        description: `Triggers when ${when}.`,
        status: 'documented',
        sample: envelope(type, event, entityType === 'brands' ? 'brand' : entityType, entity),
      };
      return [event, definition];
    }),
  );
  return Object.fromEntries(entries);
}

export const DATA_EVENTS: Readonly<Record<string, EventDefinition>> = define('data', DATA);
const ADMINISTRATION_EVENTS = define('administration', ADMINISTRATION);

/** All events SalesIQ documents. https://www.zoho.com/salesiq/help/developer-section/workflows.html */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  ...DATA_EVENTS,
  ...ADMINISTRATION_EVENTS,
};

/** SalesIQ's two kinds of webhook, as people see them. */
export const EVENT_GROUPS: readonly (EventGroup & { readonly key: WebhookType })[] = [
  {
    key: 'data',
    label: 'Conversations and Visitors',
    help: 'Chats, visitors, and tags of contacts and leads',
    events: Object.keys(DATA_EVENTS),
  },
  {
    key: 'administration',
    label: 'Administration',
    help: 'Operators, departments, tags and brands',
    events: Object.keys(ADMINISTRATION_EVENTS),
  },
];

/** The kind of webhook that an event belongs to; undefined for an event SalesIQ does not document. */
export function webhookTypeOf(event: string): WebhookType | undefined {
  if (Object.hasOwn(DATA_EVENTS, event)) return 'data';
  return Object.hasOwn(ADMINISTRATION_EVENTS, event) ? 'administration' : undefined;
}
