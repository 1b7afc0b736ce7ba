/** Counts a request of somebody; negative `remaining` means it is one too many. */
export type RateLimit = (who: string) => { remaining: number; retryAfterMs: number };

/** So many requests per window; a window begins with the first request after the last one ended. */
export function createRateLimit(limit: number, windowMs: number, now: () => number): RateLimit {
  const windows = new Map<string, { end: number; used: number }>();
  return (who) => {
    const time = now();
    let window = windows.get(who);
    if (window === undefined || window.end <= time) {
      window = { end: time + windowMs, used: 0 };
      windows.set(who, window);
    }
    window.used += 1;
    return { remaining: limit - window.used, retryAfterMs: window.end - time };
  };
}
