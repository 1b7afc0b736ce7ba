/** A field of a form or of a result, as far as the checks look at it. */
export interface FieldLike {
  readonly key: string;
  readonly label?: string;
  readonly type?: string;
  readonly helpText?: string;
  readonly placeholder?: string;
  readonly search?: string;
  readonly choices?: unknown;
  readonly list?: boolean;
}

type Sample = Readonly<Record<string, unknown>>;

/** The part of a definition that does something. */
export interface OperationLike {
  readonly type?: string;
  readonly perform?: unknown;
  readonly performList?: unknown;
  readonly performSubscribe?: unknown;
  readonly performUnsubscribe?: unknown;
  readonly inputFields?: readonly FieldLike[];
  /** A function gives fields that depend on the form. */
  readonly outputFields?: readonly (FieldLike | (() => unknown))[];
  readonly sample?: Sample;
}

/** The fields of a result that do not depend on the form. */
export const fixedOutputs = ({ outputFields = [] }: OperationLike): FieldLike[] =>
  outputFields.filter((field) => typeof field !== 'function');

/** A trigger, search or action, as far as the checks look at it. */
export interface ItemLike {
  readonly key: string;
  readonly noun: string;
  readonly display: {
    readonly label: string;
    readonly description: string;
  };
  readonly operation: OperationLike;
}

/** The connection, as far as the checks look at it. */
interface AuthenticationLike {
  readonly type: string;
  readonly test: unknown;
  readonly connectionLabel?: unknown;
  readonly fields?: readonly FieldLike[];
}

/** The whole app, as far as the checks look at it. */
export interface AppLike {
  readonly authentication: AuthenticationLike;
  readonly triggers: Readonly<Record<string, ItemLike>>;
  readonly searches: Readonly<Record<string, ItemLike>>;
  readonly creates: Readonly<Record<string, ItemLike>>;
}

export type Kind = 'hook' | 'search' | 'create';

/** What a check looks at. */
export interface Subject {
  readonly kind: Kind;
  readonly item: ItemLike;
  readonly app: AppLike;
}

/** All triggers, searches and actions. */
export function subjectsOf(definition: object): Subject[] {
  const app = definition as AppLike;
  const all = (items: AppLike['triggers'], kind: Kind): Subject[] =>
    Object.values(items).map((item) => ({ kind, item, app }));
  return [
    ...all(app.triggers, 'hook'),
    ...all(app.searches, 'search'),
    ...all(app.creates, 'create'),
  ];
}
