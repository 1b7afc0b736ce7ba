import { CONDITION_CASES, MISTAKES } from '../../catalogue/test/conditions/cases.ts';
import { conditionOf } from '../src/commands/subscribe.ts';
import { UsageError } from '../src/usage-error.ts';

// It ships ES modules only, and nothing of it is needed to read a condition.
jest.mock('commander', () => ({}));

test.each(CONDITION_CASES)(
  '--where "$field $op $typed"',
  ({ provider, field, op, typed, value }) => {
    const condition = { field, op, value };
    expect(conditionOf(`${field} ${op} ${typed}`, provider)).toEqual(condition);
    expect(conditionOf(`${field} ${op} ${typed}`, null)).toEqual(condition);
  },
);

test.each(MISTAKES)('--where "%s %s %s" is refused', (field, op, typed, mustBe) => {
  const read = (): unknown => conditionOf(`${field} ${op} ${typed}`, null);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(`${field} must be ${mustBe}.`);
});

test('a field of another provider is refused', () => {
  expect(() => conditionOf('signal_type=tender', 'signals')).toThrow(/no field "signal_type"/);
});
