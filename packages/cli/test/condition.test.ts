import { conditionOf } from '../src/commands/subscribe.ts';
import { UsageError } from '../src/usage-error.ts';

// It ships ES modules only, and nothing of it is needed to read a condition.
jest.mock('commander', () => ({}));

test.each([
  ['priority>=high', { field: 'priority', op: 'gte', value: 'high' }],
  ['score<=10', { field: 'score', op: 'lte', value: 10 }],
  ['score>0.75', { field: 'score', op: 'gt', value: 0.75 }],
  ['score<-3', { field: 'score', op: 'lt', value: -3 }],
  ['title=Hello', { field: 'title', op: 'eq', value: 'Hello' }],
  ['title!=Hello', { field: 'title', op: 'ne', value: 'Hello' }],
  ['title^=Acme', { field: 'title', op: 'starts_with', value: 'Acme' }],
  ['title*=raises', { field: 'title', op: 'contains', value: 'raises' }],
  ['  title  =  two words  ', { field: 'title', op: 'eq', value: 'two words' }],
  ['user_is_admin=true', { field: 'user_is_admin', op: 'eq', value: true }],
  ['user_is_admin!=false', { field: 'user_is_admin', op: 'ne', value: false }],
  ['title=a=b', { field: 'title', op: 'eq', value: 'a=b' }],
  ['title==b', { field: 'title', op: 'eq', value: '=b' }],
  ['title=True', { field: 'title', op: 'eq', value: 'True' }],
  // An id of 17 digits would lose its end as a number.
  ['app_id=40526000000002041', { field: 'app_id', op: 'eq', value: '40526000000002041' }],
  ['occurred_at>=2026-04-25', { field: 'occurred_at', op: 'gte', value: '2026-04-25' }],
  // Read as the one sign and the other's text; the field has no such value.
  ['priority>=', { field: 'priority', op: 'gt', value: '=' }],
  ['score=1e5', { field: 'score', op: 'eq', value: '1e5' }],
])('%s', (text, condition) => {
  expect(conditionOf(text)).toEqual(condition);
});

test.each(['', 'priority', '=high', 'Priority=high', 'a.b=c', 'title~x', '>= high'])(
  '"%s" is no condition',
  (text) => {
    expect(() => conditionOf(text)).toThrow(UsageError);
    expect(() => conditionOf(text)).toThrow(/Write field, one of >= <= .* and a value/);
  },
);
