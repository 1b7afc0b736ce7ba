import type { Fixture } from '../fixture.ts';

/** A test with the fixture; if it fails, it shows what n8n has logged meanwhile. */
export type TestCase = (title: string, run: (fixture: Fixture) => Promise<void>) => void;

/** Cells that every record has, whoever sent it. */
export const RECEIVED_AT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
