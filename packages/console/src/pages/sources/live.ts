/** How often a source that is looked at is asked what came, should the stream of notices be cut. */
export const LIVE_MS = 10_000;
