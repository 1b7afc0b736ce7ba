import { Gauge, type Registry } from 'prom-client';

/** What a gauge is called and shows. */
export interface GaugeName<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly Label[];
}

/**
 * Adds a gauge that is read when somebody scrapes. Where reading fails, it is absent, and all other figures
 * are there: it is when the store fails that they are needed.
 * @param set sets what was read; nothing else is shown then
 */
export function addGauge<Reading, Label extends string = never>(
  registry: Registry,
  { name, help, labelNames = [] }: GaugeName<Label>,
  read: () => Promise<Reading>,
  set: (gauge: Gauge<Label>, reading: Reading) => void,
): void {
  new Gauge<Label>({
    name: `signal_hooks_${name}`,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const found = await read().then(
        (reading) => ({ reading }),
        () => null,
      );
      // Without labels, a reset leaves 0.
      if (labelNames.length === 0) this.remove();
      else this.reset();
      if (found !== null) set(this, found.reading);
    },
  });
}
