import { arrangeDays, firstDay } from '../src/pages/subscriptions/days.ts';

const row = (at: Date, delivered: number, retried = 0, failed = 0) => ({
  ...{ at: at.toISOString(), subscription_id: 'sub_1', delivered, retried, failed },
});

test('the hours of a day of the viewer are one bar, a fortnight back', () => {
  const now = new Date(2026, 10, 27, 15, 30);
  expect(firstDay(now)).toEqual(new Date(2026, 10, 14));
  const days = arrangeDays(
    [
      row(new Date(2026, 10, 13, 23), 100),
      row(new Date(2026, 10, 14, 0), 1, 2, 3),
      row(new Date(2026, 10, 27, 0), 4),
      row(new Date(2026, 10, 27, 15), 5, 0, 1),
    ],
    now,
  );
  expect(days).toHaveLength(14);
  expect(days[0]).toEqual({ at: new Date(2026, 10, 14), counts: [1, 2, 3] });
  expect(days[13]).toEqual({ at: new Date(2026, 10, 27), counts: [9, 0, 1] });
  expect(days.slice(1, 13).flatMap(({ counts }) => counts)).toEqual(Array(36).fill(0));
});
