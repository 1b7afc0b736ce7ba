/** What a field of a module may hold. Texts may carry `{{expressions}}`. */
export type Value = string | number | boolean | null | readonly Value[] | Fields;

/** Named values: a module's parameters or mapper. */
export type Fields = { readonly [key: string]: Value };

/** One condition of a filter: left side, operator, right side. */
export interface Condition {
  readonly a: string;
  readonly o: string;
  readonly b?: string;
}

/** Comes before a module. The outer list is "or", the inner "and". */
export interface Filter {
  readonly name: string;
  readonly conditions: readonly (readonly Condition[])[];
}

/** A module before it has a place on the canvas. */
export interface Step {
  readonly id: number;
  readonly module: string;
  readonly version: number;
  /** What people read below the module. */
  readonly name: string;
  readonly parameters?: Fields;
  readonly filter?: Filter;
  readonly mapper?: Fields | null;
  /** The error handler: its last module is a directive. */
  readonly onerror?: readonly Step[];
  readonly routes?: readonly (readonly Step[])[];
}

/** A module as a blueprint holds it. */
export interface MakeModule {
  readonly id: number;
  readonly module: string;
  readonly version: number;
  readonly parameters?: Fields;
  readonly filter?: Filter;
  readonly mapper?: Fields | null;
  readonly metadata: {
    readonly designer: { readonly x: number; readonly y: number; readonly name: string };
  };
  readonly onerror?: readonly MakeModule[];
  readonly routes?: readonly { readonly flow: readonly MakeModule[] }[];
}

/** What "Import Blueprint" takes. */
export interface Blueprint {
  readonly name: string;
  readonly description: string;
  readonly flow: readonly MakeModule[];
  readonly metadata: {
    readonly instant: boolean;
    readonly version: number;
    readonly scenario: Fields;
    readonly designer: { readonly orphans: readonly Value[] };
  };
}
