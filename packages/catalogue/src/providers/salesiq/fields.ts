import type { Evidence, Field, ListField, ScalarField, ScalarType } from '../../record/field.ts';

/** A field of the entity, which comes in its envelope or bare. */
const field = (
  key: string,
  label: string,
  type: ScalarType,
  sample: ScalarField['sample'],
  status: Evidence,
  ...paths: readonly string[]
): ScalarField => ({
  key,
  label,
  type,
  sample,
  status,
  from: [...paths.map((path) => `entity.${path}`), ...paths],
});

const TAGS: ListField = {
  key: 'tags',
  label: 'Tags',
  type: 'list',
  help: 'The tags of a conversation, contact or lead.',
  status: 'assumed',
  from: ['entity.tags', 'tags'],
  items: [
    {
      key: 'id',
      label: 'ID',
      type: 'id',
      sample: '40526000002200011',
      status: 'assumed',
      from: 'id',
    },
    {
      key: 'name',
      label: 'Name',
      type: 'string',
      sample: 'hot lead',
      status: 'assumed',
      from: ['name', 'display_name'],
    },
    {
      key: 'color',
      label: 'Color',
      type: 'string',
      sample: '#e43c3c',
      status: 'assumed',
      from: 'color',
    },
  ],
};

const ENVELOPE: readonly Field[] = [
  {
    key: 'org_id',
    label: 'Organization ID',
    type: 'id',
    sample: '55778119',
    status: 'documented',
    from: 'org_id',
  },
  {
    key: 'app_id',
    label: 'App ID',
    type: 'id',
    sample: '40526000000002040',
    help: 'The brand, for data events.',
    status: 'documented',
    from: ['app_id', 'entity.app_id'],
  },
];

const CONVERSATION: readonly Field[] = [
  field('reference_id', 'Reference ID', 'id', '1', 'documented', 'reference_id'),
  field('status', 'Status', 'string', 'Ended', 'documented', 'status'),
  field(
    'question',
    'Question',
    'string',
    'Hi, I need some assistance in buying a dining set.',
    'documented',
    'question',
  ),
  field(
    'message',
    'Message',
    'string',
    'Does the table come in oak?',
    'seen',
    'message.text',
    'message.content',
  ),
  field('message_id', 'Message ID', 'id', '40526000007700001', 'assumed', 'message.id'),
  field('message_sender', 'Message Sender', 'string', 'Tricia', 'seen', 'message.sender.name'),
  field('rating', 'Rating', 'number', 4, 'documented', 'rating'),
  field(
    'feedback',
    'Feedback',
    'string',
    'Awesome support from the reps!',
    'documented',
    'feedback',
  ),
  field(
    'opened_time',
    'Opened At',
    'datetime',
    '2019-08-29T08:17:45.617Z',
    'documented',
    'opened_time',
  ),
  field(
    'attended_time',
    'Attended At',
    'datetime',
    '2019-08-29T08:18:45.617Z',
    'documented',
    'attended_time',
  ),
  field('end_time', 'Ended At', 'datetime', '2019-08-29T08:24:45.617Z', 'documented', 'end_time'),
  field(
    'missed_time',
    'Missed At',
    'datetime',
    '2019-08-29T08:24:45.617Z',
    'documented',
    'missed_time',
  ),
  field(
    'department_id',
    'Department ID',
    'id',
    '301050000000040001',
    'documented',
    'department_id',
    'department.id',
  ),
];

const PEOPLE: readonly Field[] = [
  field('owner_id', 'Owner ID', 'id', '40526000000002001', 'documented', 'owner.id'),
  field('owner_name', 'Owner Name', 'string', 'Patricia', 'documented', 'owner.name'),
  field(
    'owner_email',
    'Owner Email',
    'email',
    'patricia@zylker.com',
    'documented',
    'owner.email_id',
    'owner.email',
  ),
  field('owner_type', 'Owner Type', 'string', 'operator', 'documented', 'owner.type'),
  field('visitor_id', 'Visitor ID', 'id', '30000000090034', 'documented', 'visitor.id'),
  field('visitor_type', 'Visitor Type', 'string', 'contact', 'documented', 'visitor.type'),
  field('modifier_name', 'Modifier Name', 'string', 'Patricia', 'documented', 'modifier.name'),
  field(
    'modifier_email',
    'Modifier Email',
    'email',
    'patricia@zylker.com',
    'documented',
    'modifier.email_id',
    'modifier.email',
  ),
];

const ADMINISTRATION: readonly Field[] = [
  field('name', 'Name', 'string', 'Sales', 'documented', 'name'),
  field('display_name', 'Display Name', 'string', 'Sales desk', 'documented', 'display_name'),
  field('first_name', 'First Name', 'string', 'Patricia', 'documented', 'first_name'),
  field('last_name', 'Last Name', 'string', 'Boyle', 'documented', 'last_name'),
  field('email', 'Email', 'email', 'patricia@zylker.com', 'documented', 'email_id', 'email'),
  field('role', 'Role', 'string', 'Administrator', 'documented', 'role'),
  field('is_enabled', 'Is Enabled', 'boolean', true, 'documented', 'is_enabled', 'enabled'),
  field(
    'is_system_generated',
    'Is System Generated',
    'boolean',
    false,
    'documented',
    'is_system_generated',
  ),
  field('color', 'Color', 'string', '#e43c3c', 'assumed', 'color'),
  field(
    'created_time',
    'Created At',
    'datetime',
    '2019-10-14T06:00:58.870Z',
    'documented',
    'created_time',
  ),
  field(
    'modified_time',
    'Modified At',
    'datetime',
    '2019-10-14T06:00:58.870Z',
    'documented',
    'modified_time',
  ),
  field('tag_action', 'Tag Action', 'string', 'added', 'assumed', 'action'),
];

/** SalesIQ's own fields: the envelope, conversations, people, administration, tags. */
export const FIELDS: readonly Field[] = [
  ...ENVELOPE,
  ...CONVERSATION,
  ...PEOPLE,
  ...ADMINISTRATION,
  TAGS,
];
