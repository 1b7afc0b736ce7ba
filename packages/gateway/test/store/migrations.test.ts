import { MIGRATIONS as POSTGRES } from '../../src/store/postgres/migrations.ts';
import { MIGRATIONS as SQLITE } from '../../src/store/sqlite/migrations.ts';

/** The steps of 1.0.0-rc.0: those after them follow the rule of docs/adr/0031-upgrades.md. */
const RELEASED = { sqlite: 19, postgres: 18 };

const ALLOWED = [
  /^CREATE TABLE /,
  /^CREATE INDEX /,
  /^ALTER TABLE \w+ ADD COLUMN (?!.*(?:NOT NULL(?!.*DEFAULT)|UNIQUE|REFERENCES|CHECK))/,
  // What is new is filled with what is there.
  /^INSERT INTO /,
  /^UPDATE /,
  /^SELECT 1$/,
];

/** The statements of a step that do more than add. */
const othersOf = (step: string): string[] =>
  step
    .replaceAll(/--[^\n]*/g, '')
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '' && !ALLOWED.some((rule) => rule.test(statement)));

test('a release only adds to the tables, so that the one before goes on beside it', () => {
  expect(SQLITE.slice(RELEASED.sqlite).flatMap(othersOf)).toEqual([]);
  expect(POSTGRES.slice(RELEASED.postgres).flatMap(othersOf)).toEqual([]);
});

test.each([
  ['ALTER TABLE events DROP COLUMN type', false],
  ['ALTER TABLE events RENAME COLUMN type TO kind', false],
  ['ALTER TABLE events ADD COLUMN kind TEXT NOT NULL', false],
  ['ALTER TABLE events ADD COLUMN kind TEXT UNIQUE', false],
  ['CREATE UNIQUE INDEX events_by_type ON events (type)', false],
  ['CREATE TRIGGER t AFTER DELETE ON events BEGIN DELETE FROM a; END', false],
  ['DROP TABLE events', false],
  ['ALTER TABLE events ADD COLUMN kind TEXT', true],
  [`ALTER TABLE events ADD COLUMN kind integer NOT NULL DEFAULT 0`, true],
  ['-- DROP it later\n CREATE TABLE kinds (id TEXT NOT NULL PRIMARY KEY) STRICT', true],
  ['CREATE INDEX events_by_type ON events (type) WHERE type IS NOT NULL', true],
])('%s', (step, isAllowed) => {
  expect(othersOf(`${step};`).length === 0).toBe(isAllowed);
});
