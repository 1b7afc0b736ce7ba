import app from '../index.ts';
import { CHECKS } from './support/checks.ts';
import { subjectsOf } from './support/subjects.ts';

const SUBJECTS = subjectsOf(app);

describe.each(CHECKS.map((check) => [check.id, check.rule, check] as const))(
  '%s: %s',
  (_id, _rule, check) => {
    const rows = SUBJECTS.filter(({ kind }) => check.kinds.includes(kind));

    test.each(rows.map((subject) => [subject.kind, subject.item.key, subject] as const))(
      '%s %s',
      (_kind, _key, subject) => {
        expect(check.problems(subject)).toEqual([]);
      },
    );
  },
);
