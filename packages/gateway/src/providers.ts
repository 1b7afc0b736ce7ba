import {
  ALERTS,
  ALERTS_ID,
  ALL_FIELDS,
  type FilterField,
  findProvider,
  PRESETS,
  PROVIDERS,
  type Provider,
  recordFields,
} from '@signal-hooks/catalogue';
import type { StoredProvider } from './domain.ts';
import { compileDefinition } from './stored-definition.ts';

/** A provider of the user's own. */
export interface OwnProvider {
  readonly stored: StoredProvider;
  readonly provider: Provider;
}

/** A provider of the user's own that cannot be used, and why, in words for people. */
export interface UnusableProvider {
  readonly stored: StoredProvider;
  readonly problem: string;
}

const OURS: readonly string[] = [...[PROVIDERS, PRESETS].flatMap(Object.keys), ALERTS_ID];

/** A provider, whosever it is. */
export type KnownProvider =
  | (OwnProvider & { readonly kind: 'custom' })
  | (UnusableProvider & { readonly kind: 'custom' })
  | {
      readonly kind: 'built-in' | 'preset' | 'custom';
      readonly provider: Provider;
      /** It is not the user's own, or not stored yet. */
      readonly stored: null;
    };

/** Fields of records, by key. */
export type FieldMap = ReadonlyMap<string, FilterField>;

/**
 * All providers: those of this project, the presets, and the user's own. A picture, like that of
 * the directory; what has not changed is the same object in the next one.
 */
export class Providers {
  /** The user's own, by id. */
  readonly own: ReadonlyMap<string, OwnProvider | UnusableProvider>;
  /** Those of this project, and whichever else has a source. */
  readonly inUse: readonly Provider[];
  readonly #fields: FieldMap;
  readonly #fieldsOf = new WeakMap<Provider, FieldMap>();

  private constructor(
    own: ReadonlyMap<string, OwnProvider | UnusableProvider>,
    sourceProviders: readonly string[],
  ) {
    this.own = own;
    const ours = Object.values<Provider>(PROVIDERS);
    const others = [...new Set(sourceProviders)].flatMap((id) => this.get(id) ?? []);
    this.inUse = [...new Set([...ours, ...others])];
    this.#fields = fieldsOf(this.inUse);
  }

  static readonly NONE: Providers = new Providers(new Map(), []);

  /**
   * The next picture.
   * @param rows the user's own, as they are stored
   * @param sourceProviders the providers of all sources, by their ids
   * @returns this one if nothing has changed
   */
  next(rows: readonly StoredProvider[], sourceProviders: readonly string[]): Providers {
    const own = rows.map((stored) => {
      const before = this.own.get(stored.id);
      return isSame(before?.stored, stored) ? (before as OwnProvider) : openProvider(stored);
    });
    const next = new Providers(new Map(own.map((each) => [each.stored.id, each])), sourceProviders);
    return next.#isLike(this) ? this : next;
  }

  #isLike(other: Providers): boolean {
    const isSameOwn =
      this.own.size === other.own.size &&
      [...this.own].every(([id, each]) => other.own.get(id) === each);
    return (
      isSameOwn &&
      this.inUse.length === other.inUse.length &&
      this.inUse.every((provider, at) => provider === other.inUse[at])
    );
  }

  /**
   * A provider that can be used; undefined if there is none of that id, or its definition cannot
   * be. One of the user's own goes before a preset that a later version brings under its id.
   */
  get(id: string): Provider | undefined {
    if (id === ALERTS_ID) return ALERTS;
    const own = this.own.get(id);
    if (own === undefined) return findProvider(id);
    return 'provider' in own ? own.provider : undefined;
  }

  /** One with whose it is; undefined if there is none. */
  known(id: string): KnownProvider | undefined {
    if (id === ALERTS_ID) return { kind: 'built-in', provider: ALERTS, stored: null };
    const own = this.own.get(id);
    if (own !== undefined) return { ...own, kind: 'custom' };
    const provider = findProvider(id);
    if (provider === undefined) return undefined;
    return { kind: Object.hasOwn(PROVIDERS, id) ? 'built-in' : 'preset', provider, stored: null };
  }

  /** All of them: those of this project first, then the user's own, the presets, and alerts. */
  all(): readonly KnownProvider[] {
    const ids = new Set([
      ...Object.keys(PROVIDERS),
      ...this.own.keys(),
      ...Object.keys(PRESETS),
      ALERTS_ID,
    ]);
    return [...ids].flatMap((id) => this.known(id) ?? []);
  }

  /** The ids of all, usable or not. */
  ids(): readonly string[] {
    return [...new Set([...OURS, ...this.own.keys()])];
  }

  /** Why one that {@link get} does not give cannot be used, in words for people. */
  problemOf(id: string): string {
    const own = this.own.get(id);
    if (own !== undefined && 'problem' in own) return own.problem;
    return `This version does not know the provider "${id}".`;
  }

  /**
   * What filters can name: the fields of one provider, or of all that are {@link inUse}.
   * @param id null, or one that is not known: all
   */
  fieldsOf(id: string | null): FieldMap {
    const provider = id === null ? undefined : this.get(id);
    if (provider === undefined) return this.#fields;
    const known = this.#fieldsOf.get(provider);
    if (known !== undefined) return known;
    const fields = byKey(recordFields(provider));
    this.#fieldsOf.set(provider, fields);
    return fields;
  }
}

/** As the catalogue's, of more providers: where several have a key, the first one's field is taken. */
function fieldsOf(providers: readonly Provider[]): FieldMap {
  const fields = new Map<string, FilterField>(ALL_FIELDS);
  for (const field of providers.flatMap((provider) => provider.fields)) {
    if (!fields.has(field.key)) fields.set(field.key, field);
  }
  return fields;
}

const byKey = (fields: readonly FilterField[]): FieldMap =>
  new Map(fields.map((field) => [field.key, field]));

const isSame = (one: StoredProvider | undefined, other: StoredProvider): boolean =>
  one?.definition === other.definition && one.updatedAt === other.updatedAt;

/** Never throws: what is wrong with one provider is that provider's alone. */
function openProvider(stored: StoredProvider): OwnProvider | UnusableProvider {
  try {
    return { stored, provider: compileDefinition(stored) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return {
      stored,
      problem: `The definition of the provider "${stored.id}" cannot be used: ${reason} Change it with: signal-hooks provider update ${stored.id} --definition <file>`,
    };
  }
}
