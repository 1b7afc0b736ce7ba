import { SCOPES, type Scope } from '@signal-hooks/catalogue';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { TokenRow } from '../domain.ts';
import { type FieldProblem, GatewayError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { ServiceDeps } from './deps.ts';

const ISSUER = 'signal-hooks';
const AUDIENCE = 'signal-hooks-api';
/** The only algorithm that is made or accepted: what a token's header asks for does not count. */
const ALGORITHM = 'HS256';
const DAY_MS = 24 * 3600_000;
const MAX_NAME = 100;
/** How long a token may be valid, in days. */
export const MAX_DAYS = 3650;

/** What a new token is to be. */
export interface NewToken {
  /** What people recognise it by. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Whole days; null: it does not expire. */
  readonly expiresInDays: number | null;
}

/**
 * Bearer tokens: JWTs signed with a key of the vault. The JWT says which row it is; name,
 * scopes, expiry and revocation are the row's. So a token can be revoked, and one that was
 * signed with the right key but has no row is worth nothing.
 */
export class TokenService {
  readonly #deps: Pick<ServiceDeps, 'store' | 'directory' | 'now'>;
  readonly #key: Uint8Array;

  constructor(deps: Pick<ServiceDeps, 'store' | 'directory' | 'vault' | 'now'>) {
    this.#deps = deps;
    this.#key = deps.vault.derive('tokens');
  }

  /**
   * Makes a token. It is returned here and never again: only its row is kept.
   * @throws {GatewayError} `invalid_request`
   */
  async create(wanted: NewToken): Promise<{ readonly token: string; readonly row: TokenRow }> {
    const problems = checkToken(wanted);
    if (problems.length > 0) {
      throw new GatewayError('invalid_request', undefined, { fields: problems });
    }
    const { store, directory, now } = this.#deps;
    const createdAt = now();
    const row: TokenRow = {
      id: newId('tok', createdAt),
      name: wanted.name,
      scopes: SCOPES.filter((scope) => wanted.scopes.includes(scope)),
      createdAt,
      expiresAt: wanted.expiresInDays === null ? null : createdAt + wanted.expiresInDays * DAY_MS,
      revokedAt: null,
    };
    const jwt = new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(row.id)
      .setIssuedAt(Math.floor(createdAt / 1000));
    if (row.expiresAt !== null) jwt.setExpirationTime(Math.floor(row.expiresAt / 1000));
    const token = await jwt.sign(this.#key);
    await store.accounts.putToken(row);
    await directory.refresh();
    return { token, row };
  }

  /** All tokens, revoked and expired ones too, oldest first. */
  list(): Promise<readonly TokenRow[]> {
    return this.#deps.store.accounts.listTokens();
  }

  /**
   * Changes what a token is called, or what it may do; who has it goes on using it.
   * @throws {GatewayError} `token_not_found` or `invalid_request`
   */
  async change(id: string, wanted: Partial<Pick<NewToken, 'name' | 'scopes'>>): Promise<TokenRow> {
    const { store, directory } = this.#deps;
    const row = await this.#find(id);
    const { name, scopes } = { ...row, ...wanted };
    const problems = checkToken({ name, scopes, expiresInDays: null });
    if (problems.length > 0) {
      throw new GatewayError('invalid_request', undefined, { fields: problems });
    }
    const changed = { ...row, name, scopes: SCOPES.filter((scope) => scopes.includes(scope)) };
    await store.accounts.putToken(changed);
    await directory.refresh();
    return changed;
  }

  async #find(id: string): Promise<TokenRow> {
    const row = (await this.list()).find((token) => token.id === id);
    if (row === undefined) throw new GatewayError('token_not_found');
    return row;
  }

  /**
   * Makes a token worthless; one that already is stays so.
   * @throws {GatewayError} `token_not_found`
   */
  async revoke(id: string): Promise<TokenRow> {
    const { store, directory, now } = this.#deps;
    const row = await this.#find(id);
    if (row.revokedAt !== null) return row;
    const revoked = { ...row, revokedAt: now() };
    await store.accounts.putToken(revoked);
    await directory.refresh();
    return revoked;
  }

  /**
   * Finds out whose request it is. A revocation by another process counts after a second at
   * the latest.
   * @throws {GatewayError} `unauthorized`, `token_expired` or `token_revoked`
   */
  async authenticate(jwt: string): Promise<TokenRow> {
    const row = await this.#deps.directory.token(await this.#idOf(jwt));
    if (row === undefined) {
      throw new GatewayError('unauthorized', 'The bearer token is not one of this gateway.');
    }
    if (row.revokedAt !== null) throw new GatewayError('token_revoked');
    if (row.expiresAt !== null && row.expiresAt <= this.#deps.now()) {
      throw new GatewayError('token_expired');
    }
    return row;
  }

  async #idOf(jwt: string): Promise<string> {
    try {
      const { payload } = await jwtVerify(jwt, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['jti'],
        currentDate: new Date(this.#deps.now()),
      });
      return String(payload.jti);
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) {
        throw new GatewayError('token_expired', undefined, { cause });
      }
      throw new GatewayError('unauthorized', 'The bearer token is not one of this gateway.', {
        cause,
      });
    }
  }
}

function checkToken({ name, scopes, expiresInDays }: NewToken): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (name.trim() === '' || name.length > MAX_NAME) {
    problems.push({ path: 'name', message: `Give a name of 1 to ${MAX_NAME} characters.` });
  }
  const unknown = scopes.find((scope) => !SCOPES.includes(scope as Scope));
  if (scopes.length === 0 || unknown !== undefined) {
    problems.push({ path: 'scopes', message: `Give one or more of ${SCOPES.join(', ')}.` });
  }
  const days = expiresInDays ?? 1;
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    problems.push({
      path: 'expires_in_days',
      message: `Give a whole number of days from 1 to ${MAX_DAYS}.`,
    });
  }
  return problems;
}
