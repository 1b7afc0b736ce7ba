import type { Fixture } from './fixture.ts';

/** The fields of a credential, a node's parameters, an item's cells. */
export type Fields = Readonly<Record<string, unknown>>;

/** What became of one request to a node. */
export interface Answer {
  /** Null if the answer was lost on its way. */
  readonly status: number | null;
  readonly body: string;
}

/** What a provider holds about a node's URL. */
export interface Registration {
  readonly id: string;
  readonly active: boolean;
  /** What was asked for, in the provider's words. */
  readonly requested: Fields;
}

/** Forgeries a provider's emulator can send. */
type Forgery = 'tamper' | 'wrongSecret';

/** One trigger node: everything in which its test differs from the others'. */
export interface TriggerCase {
  /** As the editor shows it. */
  readonly title: string;
  /** Of the node's type, without the package. */
  readonly node: string;
  /** Of the node; what they name is made first. */
  readonly parameters?: (fixture: Fixture) => Promise<Fields>;
  readonly credential: {
    readonly type: string;
    readonly fields: (fixture: Fixture) => Fields;
    /** Whether the Connect button is to be pressed. */
    readonly connect?: boolean;
    /** Fields that make its test fail, and what it then says. */
    readonly wrong?: { readonly fields: Fields; readonly message: RegExp };
  };
  /** What the user does at the provider after activation, where the node cannot. */
  readonly registerByHand?: (fixture: Fixture, url: string) => Promise<void>;
  readonly registrations: (fixture: Fixture, url: string) => Promise<Registration[]>;
  /** What must have been asked for; null where a user registers. */
  readonly requested: Fields | null;
  /** Unpublishing lets the registration wait instead of taking it back. */
  readonly isPaused?: true;
  /** One event happens. @returns the answer to each attempt */
  readonly send: (fixture: Fixture, url: string) => Promise<Answer[]>;
  /** The cells of that event's item. */
  readonly cells: Fields;
  /** One event happens, and the provider brings it twice. */
  readonly sendTwice: (fixture: Fixture, url: string) => Promise<void>;
  /** An event happens that was changed, or signed by somebody else. Absent: nothing sends that. */
  readonly sendForged?: (fixture: Fixture, url: string, forgery: Forgery) => Promise<Answer[]>;
  /** Headers of a request whose signature has the right form but is nobody's. */
  readonly forged: Fields;
  /** A body as the provider sends it, and its item's cells. */
  readonly request?: { readonly body: string; readonly cells: Fields };
  /** The headers that the provider signs a body with. */
  readonly sign?: (fixture: Fixture, url: string, body: string) => Record<string, string>;
}
