/** Everything secret that the tests hand out: nowhere may it come to light. */
export const TOKEN = 'shk_test.eyJqdGkiOiJ0b2tfMDFrOXEydjdjNWU4In0.c2lnbmF0dXJl';
/** `whsec_` and the base64 of "signal-hooks-zapier-test-secret!". */
export const SECRET = 'whsec_c2lnbmFsLWhvb2tzLXphcGllci10ZXN0LXNlY3JldCE=';

/** What a line must not hold: the secrets, whole, without their prefix, and decoded. */
const FORBIDDEN: readonly string[] = [
  TOKEN,
  encodeURIComponent(SECRET),
  SECRET.slice('whsec_'.length),
  'signal-hooks-zapier-test-secret!',
  'Bearer ',
];

/** One line of a log, and where it was written. */
export interface Line {
  readonly where: string;
  readonly text: string;
}

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/** Records whatever is written to the console, stdout and stderr while a call is under way. */
export class Watch {
  readonly lines: Line[] = [];
  #spies: readonly jest.SpyInstance[] = [];
  #calls = 0;

  /** Several calls may be under way at once. */
  async during<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#calls += 1;
    if (this.#calls === 1) this.#spies = this.#listen();
    try {
      return await call();
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) for (const spy of this.#spies) spy.mockRestore();
    }
  }

  add(where: string, ...parts: unknown[]): void {
    this.lines.push({ where, text: parts.map(textOf).join(' ') });
  }

  #listen(): readonly jest.SpyInstance[] {
    const consoles = METHODS.map((method) =>
      jest.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
        this.add(`console.${method}`, ...parts);
      }),
    );
    const streams = (['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((chunk: unknown) => {
        this.add(name, String(chunk));
        return true;
      }),
    );
    return [...consoles, ...streams];
  }
}

/** Everything an error says: also what only a log or a debugger would show. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) {
    const own = Object.fromEntries(Object.entries(value));
    return [
      String(value),
      value.stack,
      JSON.stringify(value),
      JSON.stringify(own),
      textOf(value.cause),
    ].join('\n');
  }
  return JSON.stringify(value) ?? String(value);
}

/** The lines that hold a secret. */
export const leaksIn = (lines: readonly Line[]): Line[] =>
  lines.filter(({ text }) => FORBIDDEN.some((secret) => text.includes(secret)));
