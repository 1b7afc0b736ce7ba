/** What a Signal Hooks Trigger asks its gateway for, by its parameters. */
import type { NodeParameterValueType } from 'n8n-workflow';
import { activates } from '../support/gateway-hooks.ts';
import { stayOffline } from '../support/offline.ts';

stayOffline();

describe('what is asked for', () => {
  test.each<[string, NodeParameterValueType]>([
    ['from the list', { __rl: true, mode: 'list', value: 'src_1', cachedResultName: 'Chats' }],
    ['by its ID', { __rl: true, mode: 'id', value: ' src_1 ' }],
    ['by an expression', { __rl: true, mode: 'id', value: '={{ "src_" + 1 }}' }],
    ['as a text', 'src_1'],
  ])('a source %s', (_how, source) => activates({ source }, { source_id: 'src_1' }));

  test.each<[string, NodeParameterValueType]>([
    ['chosen', { __rl: true, mode: 'list', value: '*', cachedResultName: 'All Sources' }],
    ['emptied', { __rl: true, mode: 'id', value: '' }],
  ])('all sources, %s', (_how, source) =>
    activates({ source, provider: 'sigsentry' }, { provider: 'sigsentry' }),
  );

  test('a provider', () => activates({ provider: 'sigsentry' }, { provider: 'sigsentry' }));

  test('a source, which settles the provider', () =>
    activates({ source: 'src_1', provider: 'sigsentry' }, { source_id: 'src_1' }));

  test('event types, each once', () =>
    activates(
      { eventTypes: 'signal.promoted, analysis.complete,, signal.promoted' },
      { event_types: ['signal.promoted', 'analysis.complete'] },
    ));

  test('another format', () => activates({ options: { format: 'raw' } }, { format: 'raw' }));

  test.each(['payload', 'both'])('the payload, which the output %s shows', (output) =>
    activates({ output }, { include_raw: true }),
  );

  test('a lowest priority', () =>
    activates(
      { filters: { minimumPriority: 'medium' } },
      { filter: [{ field: 'priority', op: 'gte', value: 'medium' }] },
    ));

  test('filters that were opened and left empty', () =>
    activates({ filters: {}, conditions: {}, options: {} }, {}));

  test.each([
    [{ field: 'title', op: 'contains', value: 'Acme, Inc.' }, 'Acme, Inc.'],
    [{ field: 'score', op: 'gte', value: '87.5' }, 87.5],
    [{ field: 'score', op: 'in', value: '1, 2' }, [1, 2]],
    [{ field: 'company_name', op: 'in', value: 'Acme, Zylker ,' }, ['Acme', 'Zylker']],
    [{ field: 'user_is_admin', op: 'eq', value: ' TRUE' }, true],
    [{ field: 'user_is_admin', op: 'eq', value: 'false' }, false],
    [{ field: 'contact_email', op: 'exists', value: '' }, true],
    [{ field: 'contact_email', op: 'exists', value: 'False' }, false],
    [{ field: 'contact_email', op: 'exists', value: 'no' }, false],
  ])('the condition %j with the value %j', (condition, value) =>
    activates(
      { conditions: { condition: [condition] } },
      { filter: [{ field: condition.field, op: condition.op, value }] },
    ),
  );

  test('a condition that was added and not touched', () =>
    activates(
      { conditions: { condition: [{}] } },
      { filter: [{ field: 'priority', op: 'eq', value: '' }] },
    ));

  test('several conditions, behind the priority, with expressions resolved', () =>
    activates(
      {
        filters: { minimumPriority: 'high' },
        conditions: {
          condition: [
            { value: '={{ "Ac" + "me" }}', op: 'starts_with', field: 'company_name' },
            { field: 'score', op: 'gt', value: '={{ 7 }}' },
          ],
        },
      },
      {
        filter: [
          { field: 'priority', op: 'gte', value: 'high' },
          { field: 'company_name', op: 'starts_with', value: 'Acme' },
          { field: 'score', op: 'gt', value: 7 },
        ],
      },
    ));
});
