/** A node before it has its place and its ids. */
export interface NodeSpec {
  /** As the canvas shows it; other nodes refer to it. */
  readonly name: string;
  /** `<package>.<node>` */
  readonly type: string;
  readonly typeVersion: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether requests of a provider start it. */
  readonly isWebhook?: boolean;
  /** How often n8n tries when the node fails, and the milliseconds between. */
  readonly failing?: {
    readonly retryOnFail: boolean;
    readonly maxTries: number;
    readonly waitBetweenTries: number;
  };
  /** Whether it passes an empty item on where it has found nothing: the workflow would end there. */
  readonly alwaysOutputData?: boolean;
  /** What fails leaves by an output of its own, the last one. */
  readonly onError?: 'continueErrorOutput';
}

/** A node and its place: whole columns to the right, rows or halves of them downwards. */
export interface Step {
  readonly node: NodeSpec;
  readonly column: number;
  readonly row: number;
}

/** A connection between two nodes, by their names. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** Of the first node; 0 is its first one, or "true". */
  readonly output: number;
}

/** A sticky note behind the nodes it explains. */
export interface Note {
  /** The first and the last one that it lies behind. */
  readonly columns: readonly [first: number, last: number];
  readonly rows: readonly [first: number, last: number];
  /** A few lines of Markdown: there is room for about 200 characters over a single column. */
  readonly text: string;
}

/** How events of a provider, or of all of them through a gateway, come into n8n. */
export interface TriggerKind {
  readonly node: string;
  /** As n8n names the node. */
  readonly name: string;
  /** What the user fills in before the workflow is published. Markdown. */
  readonly setUp: string;
  /** What the user does at the provider once it is; nothing where the node registers itself. */
  readonly afterwards?: string;
}

/** In place of a provider's id: all at once, through a gateway. */
export const ALL_PROVIDERS = 'all-providers';

/** In place of a provider's id: one that the user chooses or describes. */
export const ANY_SENDER = 'any-webhook';

/** Where a recipe brings events. */
export type DestinationId = 'sheets' | 'slack' | 'crm';

/** A workflow that a user imports, and what its guide says. */
export interface Recipe {
  /** File names begin with it. */
  readonly slug: string;
  /** The workflow's name. */
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly about: string;
  /** Whose events it takes: a provider's id, {@link ALL_PROVIDERS} or {@link ANY_SENDER}; null: none. */
  readonly source: string | null;
  /** Where it brings them, as the index of recipes lists it. */
  readonly destinations: readonly DestinationId[];
  /** The service that it brings them to where only recipes for n8n do: its name. */
  readonly onlyInN8n?: string;
  readonly trigger: TriggerKind | null;
  readonly steps: readonly Step[];
  readonly links: readonly Link[];
  readonly notes: readonly Note[];
  /** What the user fills in, in order, between installing and publishing. Markdown. */
  readonly setUp: readonly string[];
  /** What becomes of an event if a step fails. */
  readonly failure: string;
  /** What a user may want to change. Markdown. */
  readonly changes: readonly string[];
  /** The header of its sheet, where there is one. */
  readonly header?: readonly string[];
}

/** Connections from each node to the next. */
export const chain = (...names: readonly string[]): Link[] =>
  names.slice(1).map((to, at) => ({ from: names[at] ?? '', to, output: 0 }));

/** One connection. @param output of the first node */
export const link = (from: string, to: string, output = 0): Link => ({ from, to, output });
