/** A provider's answer. `body` is its JSON, null where there is none. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests look into it in their own ways; a wrong guess fails the test.
  readonly body: Tree;
}

/** JSON of which nothing is known: every key leads on. */
type Tree = { readonly [key: string]: Tree } & readonly Tree[];

export type Call = (method: string, path: string, json?: unknown) => Promise<Answer>;

/** Calls an API with the same headers each time. A string is sent as it is. */
export function caller(base: string, headers: Record<string, string> = {}): Call {
  return async (method, path, json) => {
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined
        ? {}
        : { body: typeof json === 'string' ? json : JSON.stringify(json) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Tree,
    };
  };
}
