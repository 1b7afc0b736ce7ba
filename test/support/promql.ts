/** The figures that expressions name, as far as the tests look at them. */

/** A figure that an expression selects. */
interface Selected {
  readonly name: string;
  /** Labels that it is chosen by, with the values that they may have. */
  readonly matchers: readonly (readonly [label: string, values: readonly string[]])[];
}

/** What an expression names. */
export interface Named {
  readonly selected: readonly Selected[];
  /** Labels that it is summed by. */
  readonly by: readonly string[];
}

/** Reads an expression of PromQL. Its figures are known by how their names begin. */
export function namedIn(expression: string): Named {
  const selected = [
    ...expression.matchAll(/\b((?:signal_hooks|nodejs|process)_\w+|up\b)(?:\{([^}]*)\})?/g),
  ].map(([, name = '', matchers = '']) => ({
    name,
    matchers: [...matchers.matchAll(/(\w+)\s*(?:=~|!=|!~|=)\s*"([^"]*)"/g)].map(
      ([, label = '', values = '']) => [label, values.split('|')] as const,
    ),
  }));
  const by = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(/\s*,\s*/),
  );
  return { selected, by };
}

/** The labels and values of every series of a scrape, by its name. */
export function scrapedFigures(
  text: string,
): ReadonlyMap<string, ReadonlyMap<string, Set<string>>> {
  const figures = new Map<string, Map<string, Set<string>>>();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z]\w*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = figures.get(name) ?? new Map<string, Set<string>>();
    figures.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
  return figures;
}
