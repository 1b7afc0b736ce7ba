import type { Condition } from '@signal-hooks/client';
import type { IExecuteFunctions } from 'n8n-workflow';
import { type ConditionRow, conditionsOf } from '../conditions.ts';
import { textsOf } from '../filters.ts';
import { chosenId } from '../locator.ts';

/** What one input item asks for: the fields of the panel, with its expressions worked out. */
export class Input {
  readonly #node: IExecuteFunctions;
  readonly #index: number;

  constructor(node: IExecuteFunctions, index: number) {
    this.#node = node;
    this.#index = index;
  }

  /** Trimmed; empty where nothing was entered. */
  text(name: string): string {
    return String(this.#read(name) ?? '').trim();
  }

  /** As {@link Input.text}; undefined where nothing was entered. */
  given(name: string): string | undefined {
    return this.text(name) || undefined;
  }

  /** A choice; undefined where nothing was chosen. */
  choice<Value extends string>(name: string): Value | undefined {
    return this.given(name) as Value | undefined;
  }

  /** The id of what was chosen in a list, by its id or its address; undefined for none. */
  id(name: string): string | undefined {
    return chosenId(this.#read(name)) || undefined;
  }

  /** Texts that are separated by commas, or chosen from a list. */
  texts(name: string): string[] {
    const value = this.#read(name);
    return Array.isArray(value) ? value.map(String) : textsOf(value);
  }

  isOn(name: string): boolean {
    return this.#read(name) === true;
  }

  number(name: string): number | undefined {
    const value = this.#read(name);
    return value === undefined || value === null || value === '' ? undefined : Number(value);
  }

  /** A time as the gateway takes it; what cannot be read is left for it to refuse. */
  time(name: string): string | undefined {
    const text = this.given(name);
    if (text === undefined) return undefined;
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? text : at.toISOString();
  }

  conditions(name: string): readonly Condition[] {
    const rows = (this.#read(`${name}.condition`) ?? []) as readonly ConditionRow[];
    return conditionsOf(rows) as object as readonly Condition[];
  }

  #read(name: string): unknown {
    // n8n throws where there is neither a value nor another one to take instead.
    return this.#node.getNodeParameter(name, this.#index, null);
  }
}
