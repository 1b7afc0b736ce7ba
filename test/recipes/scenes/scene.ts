import type { Stage } from '../stage.ts';

/** A test on the stage; if it fails, it shows what n8n has logged meanwhile. */
export type Scene = (title: string, play: (stage: Stage) => Promise<void>) => void;

/** Cells that every record has, whoever sent it. */
export const RECEIVED_AT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
