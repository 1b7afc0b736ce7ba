import { createHash, randomBytes } from 'node:crypto';
import { SCOPES, type Scope } from '@signal-hooks/catalogue';
import { sendByMail } from '../alerts/channels/email.ts';
import type { Millis, Session, SignInCode } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type Rate, TokenBucket } from '../token-bucket.ts';
import { browserName } from './browser-name.ts';
import type { ServiceDeps } from './deps.ts';
import { type MailLanguage, signInMail } from './sign-in-mail.ts';
import type { TokenService } from './tokens.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A session ends after this time without a request. */
export const SESSION_IDLE_MS: Millis = 24 * HOUR_MS;
/** A session ends after this time in any case. */
export const SESSION_MS: Millis = 14 * 24 * HOUR_MS;
/** How exactly it is noted when a session was used. */
const TOUCH_MS = MINUTE_MS;
/** How long a link of the command line can be used, and one that is sent by e-mail. */
const LINK_MS = HOUR_MS;
const MAIL_LINK_MS = 15 * MINUTE_MS;
/** Messages to one address at once, and then one in two minutes. */
const MAILS: Rate = { perSecond: 1 / 120, burst: 3 };
/** So that nobody guesses one. */
const SECRET_BYTES = 32;
/** Whoever has a link may do everything. */
const OWNER_SCOPES: readonly Scope[] = ['admin'];

type Deps = Pick<
  ServiceDeps,
  'store' | 'directory' | 'now' | 'log' | 'publicUrl' | 'smtp' | 'consoleEmails'
>;

/** A session that has begun. */
export interface BegunSession {
  readonly session: Session;
  /** The cookie's value. It is returned here and never again: only its hash is kept. */
  readonly value: string;
}

/** What a sign-in is begun with. */
export type Credentials = { readonly token: string } | { readonly code: string };

/**
 * Who is signed in to the console. Sessions and codes are in the store by their hash, so whoever
 * reads the store can sign in with neither.
 */
export class SessionService {
  readonly #deps: Deps;
  readonly #tokens: TokenService;
  readonly #mails: ReadonlyMap<string, TokenBucket>;

  constructor(deps: Deps, tokens: TokenService) {
    this.#deps = deps;
    this.#tokens = tokens;
    this.#mails = new Map(
      deps.consoleEmails.map((email) => [email.toLowerCase(), new TokenBucket()]),
    );
  }

  /**
   * Signs in.
   * @param userAgent the browser's, for its label
   * @throws {GatewayError} `unauthorized`, `token_expired` or `token_revoked`
   */
  async begin(credentials: Credentials, userAgent: string): Promise<BegunSession> {
    const { store, now, log } = this.#deps;
    const who =
      'token' in credentials
        ? await this.#ofToken(credentials.token)
        : await this.#ofCode(credentials.code);
    const value = randomBytes(SECRET_BYTES).toString('base64url');
    const createdAt = now();
    const session: Session = {
      ...who,
      id: newId('ses', createdAt),
      hash: hashOf(value),
      label: browserName(userAgent),
      createdAt,
      lastSeenAt: createdAt,
      expiresAt: createdAt + SESSION_MS,
    };
    await store.sessions.add(session);
    log.info(
      { session: session.id, method: session.method, tokenId: session.tokenId },
      'signed in',
    );
    return { session, value };
  }

  async #ofToken(jwt: string): Promise<Pick<Session, 'method' | 'name' | 'scopes' | 'tokenId'>> {
    const { id, name, scopes } = await this.#tokens.authenticate(jwt);
    return { method: 'token', name, scopes, tokenId: id };
  }

  async #ofCode(code: string): Promise<Pick<Session, 'method' | 'name' | 'scopes' | 'tokenId'>> {
    const { store, now } = this.#deps;
    const found = await store.sessions.takeCode(hashOf(code));
    if (found === null || found.expiresAt <= now()) {
      throw new GatewayError(
        'unauthorized',
        'This link has been used already, or has expired. Print another one where the gateway runs: signal-hooks console link',
      );
    }
    return { method: found.method, name: found.name, scopes: OWNER_SCOPES, tokenId: null };
  }

  /**
   * Finds out who is signed in.
   * @param value the cookie's
   * @throws {GatewayError} `unauthorized` if the session has ended
   */
  async authenticate(value: string): Promise<Session> {
    const { store, now } = this.#deps;
    const stored = await store.sessions.byHash(hashOf(value));
    const session = stored === null ? null : await this.#current(stored);
    if (session === null) throw new GatewayError('unauthorized', 'You are not signed in any more.');
    const at = now();
    if (at - session.lastSeenAt >= TOUCH_MS) await store.sessions.touch(session.id, at);
    return session;
  }

  /** The session with what it may do now; null if it has ended. */
  async #current(session: Session): Promise<Session | null> {
    const { directory, now } = this.#deps;
    const at = now();
    if (session.expiresAt <= at || session.lastSeenAt + SESSION_IDLE_MS <= at) return null;
    if (session.tokenId === null) return session;
    const token = await directory.token(session.tokenId);
    if (token === undefined || token.revokedAt !== null) return null;
    if (token.expiresAt !== null && token.expiresAt <= at) return null;
    return { ...session, scopes: SCOPES.filter((scope) => token.scopes.includes(scope)) };
  }

  /** Those that have not ended, the latest first. */
  async list(): Promise<readonly Session[]> {
    const stored = await this.#deps.store.sessions.list();
    const current = await Promise.all(stored.map((session) => this.#current(session)));
    return current.filter((session) => session !== null);
  }

  /** Signs out. @throws {GatewayError} `session_not_found` */
  async end(id: string): Promise<void> {
    const { store, log } = this.#deps;
    if (!(await store.sessions.delete(id))) throw new GatewayError('session_not_found');
    log.info({ session: id }, 'signed out');
  }

  /** Signs everybody out, everywhere. */
  async endAll(): Promise<void> {
    const { store, log } = this.#deps;
    await store.sessions.deleteAll();
    log.info('everybody was signed out');
  }

  /** Makes a link that signs in whoever opens it first. @throws {GatewayError} `public_url_missing` */
  createLink(): Promise<string> {
    return this.#link({ method: 'link', name: 'owner' }, LINK_MS);
  }

  async #link(who: Pick<SignInCode, 'method' | 'name'>, validMs: Millis): Promise<string> {
    const { store, now, publicUrl } = this.#deps;
    if (publicUrl === null) throw new GatewayError('public_url_missing');
    const code = randomBytes(SECRET_BYTES).toString('base64url');
    const createdAt = now();
    await store.sessions.addCode({
      ...{ ...who, hash: hashOf(code), createdAt },
      expiresAt: createdAt + validMs,
    });
    // A browser sends nothing that comes after the #, so the code is in no server's log.
    return `${publicUrl}/console/#code=${code}`;
  }

  /** Whether links can be sent by e-mail. */
  get sendsLinks(): boolean {
    return this.#deps.smtp !== null && this.#mails.size > 0;
  }

  /**
   * Sends a link to an address if it is one of the owner's. Returns at once and always the same, so that
   * nobody learns which addresses these are.
   * @throws {GatewayError} `conflict` if no links are sent at all
   */
  requestLink(email: string, language: MailLanguage): void {
    if (!this.sendsLinks) {
      throw new GatewayError(
        'conflict',
        'This gateway sends no sign-in links: set SIGNAL_HOOKS_SMTP_URL and SIGNAL_HOOKS_CONSOLE_EMAILS.',
      );
    }
    const address = email.trim().toLowerCase();
    if (this.#mails.get(address)?.tryTake(MAILS) !== true) return;
    this.#mailLink(address, language).catch((error: unknown) =>
      this.#deps.log.error({ err: error }, 'a sign-in link could not be sent'),
    );
  }

  async #mailLink(address: string, language: MailLanguage): Promise<void> {
    const { smtp, log } = this.#deps;
    if (smtp === null) return;
    const link = await this.#link({ method: 'email', name: address }, MAIL_LINK_MS);
    const mail = signInMail(link, MAIL_LINK_MS / MINUTE_MS, language);
    const problem = await sendByMail(smtp, [address], mail);
    if (problem !== null) log.warn({ problem }, 'a sign-in link could not be sent');
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
