/** Functions whose first parameter is what they share, as methods without it. */
export type Bound<Verbs> = {
  readonly [Verb in keyof Verbs]: Verbs[Verb] extends (
    deps: never,
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => Result
    : never;
};

/** Gives every function what they all share. */
export function bind<Deps, Verbs extends object>(
  verbs: Verbs & { readonly [Verb in keyof Verbs]: (deps: Deps, ...args: never[]) => unknown },
  deps: Deps,
): Bound<Verbs> {
  const bound = Object.entries<(deps: Deps) => unknown>(verbs).map(([name, verb]) => [
    name,
    verb.bind(null, deps),
  ]);
  return Object.fromEntries(bound) as Bound<Verbs>;
}
