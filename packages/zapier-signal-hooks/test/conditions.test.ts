/** The cases of the filter language, typed into the form of a trigger. */
import { CONDITION_CASES, MISTAKES } from '../../catalogue/test/conditions/cases.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

function list(field: string, op: string, value: string): Promise<unknown> {
  gateway.answer(200, { data: [], next_cursor: null });
  const input = { filter_field: field, filter_op: op, filter_value: value };
  return run('triggers.new_signal.operation.performList', { gateway: gateway.url, input });
}

test.each(CONDITION_CASES)('$field $op $typed asks for $value', async (each) => {
  const { field, op, typed, value } = each;
  await list(field, op, typed);
  expect(JSON.parse(gateway.only.query.get('filter') ?? '')).toEqual([{ field, op, value }]);
});

test.each(MISTAKES)(
  '%s %s %s is refused before anything is sent',
  async (field, op, typed, mustBe) => {
    const { message } = await refusalOf(list(field, op, typed));
    expect(message).toContain(`Filter Value must be ${mustBe} for the field`);
    expect(gateway.seen).toEqual([]);
  },
);
