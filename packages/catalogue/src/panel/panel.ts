/**
 * What a node of one provider shows in a workflow editor and does not follow from the rest of its
 * definition. Names of parameters are stored in users' workflows: they never change.
 */
export interface Panel {
  /** Where the editor lists the node, in n8n's words: "Sales", "Communication". */
  readonly categories: readonly string[];
  /** What people search for to find it, besides its name. */
  readonly keywords: readonly string[];
  /** Conditions that make sense for its events; absent: a priority and projects, where it has them. */
  readonly filters?: readonly PanelFilter[];
  /** Settings of its registration that each workflow chooses, not the credential; by key. */
  readonly settings?: Readonly<Record<string, PanelSetting>>;
  /**
   * Lists of the record, besides a prospect's contacts, that can become one item per row, and what
   * one row is called.
   */
  readonly rows?: Readonly<Record<string, string>>;
  /** Registered by hand: the steps that bring a workflow's own URL there; absent: those of its set-up. */
  readonly steps?: readonly string[];
  /** Registered by hand: how to try the Test URL, as half a sentence; absent: it is entered there. */
  readonly testUrl?: string;
}

/** A parameter of a node. */
export interface PanelParameter {
  readonly parameter: string;
  /** Title Case. */
  readonly label: string;
  readonly help: string;
  readonly example?: string;
  /** The values to choose from. */
  readonly options?: readonly string[];
}

/**
 * A condition on a field of the record. Its type says which: a priority and a number mean "at
 * least", a text means "one of these".
 */
export interface PanelFilter extends PanelParameter {
  /** Key of the field. */
  readonly field: string;
  /** What the editor proposes; absent: nothing. */
  readonly default?: string | number;
  /** The smallest and the largest number. */
  readonly range?: readonly [smallest: number, largest: number];
}

/** A setting that each workflow chooses. One without a default is an option. */
export interface PanelSetting extends PanelParameter {
  /** What the node says below its name: where the default is chosen, and else, with a place for `value`. */
  readonly subtitle?: { readonly default: string; readonly other: string };
  /** The only group of events that the setting is for. */
  readonly group?: string;
}
