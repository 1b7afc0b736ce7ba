import type { Session } from '../../domain.ts';
import { SESSION } from '../../entities/session.ts';
import { GatewayError } from '../../errors.ts';
import { type Credentials, SESSION_MS } from '../../services/sessions.ts';
import { MAIL_LANGUAGES, type MailLanguage } from '../../services/sign-in-mail.ts';
import { shownOf, tokenView, type View } from '../../services/views.ts';
import { sessionCookie } from '../cookie.ts';
import { type ApiDeps, type Operation, operation } from '../operation.ts';
import { CSRF_HEADER } from '../own-page.ts';
import { object, oneOf, pageOf, ref, text } from '../schemas.ts';

const tag = 'Sessions';

const sessionView = (session: Session): View => shownOf(SESSION, session);

/** @throws {GatewayError} `not_found` */
function assertConsole({ config }: ApiDeps): void {
  if (config.console) return;
  throw new GatewayError('not_found', 'The console is turned off: SIGNAL_HOOKS_CONSOLE.');
}

const removeCookie = ({ config }: ApiDeps): Readonly<Record<string, string>> => ({
  'set-cookie': sessionCookie(config.publicUrl).remove,
});

/** Signing in to the console, and out. */
export const SESSION_OPERATIONS: readonly Operation[] = [
  operation<unknown, Credentials>({
    method: 'post',
    path: '/v1/sessions',
    operationId: 'signIn',
    audit: 'session',
    tag,
    summary: 'Sign in to the console',
    description: `By an API token, or by the code of a link. It sets a cookie, which every operation takes instead of a bearer token; those that change something then need the header \`${CSRF_HEADER}: 1\`, and so does this one.`,
    access: 'own-page',
    body: {
      ...object(
        {
          'token?': text(4000, 'An API token.'),
          'code?': text(200, 'What comes after `#code=` in a link. It works once.'),
        },
        { minProperties: 1, maxProperties: 1 },
      ),
    },
    answers: { 201: { description: 'The session.', schema: ref('Session') } },
    errors: ['unauthorized', 'token_expired', 'token_revoked', 'too_many_requests', 'not_found'],
    handle: async ({ deps, body, userAgent, guard }) => {
      assertConsole(deps);
      const { sessions } = deps.services;
      const secret = 'token' in body ? body.token : body.code;
      const { session, value } = await guard(secret, () => sessions.begin(body, userAgent));
      const cookie = sessionCookie(deps.config.publicUrl).keep(value, SESSION_MS);
      return { status: 201, body: sessionView(session), headers: { 'set-cookie': cookie } };
    },
  }),
  operation({
    method: 'get',
    path: '/v1/session',
    operationId: 'getSession',
    tag,
    summary: 'Who is signed in',
    description: 'Also where nobody is: then it has what one can sign in by.',
    access: 'optional',
    answers: { 200: { description: 'Who it is.', schema: ref('SessionState') } },
    handle: async ({ deps, caller }) => {
      const { sessions } = deps.services;
      return {
        status: 200,
        body: {
          session: caller?.session ? sessionView(caller.session) : null,
          token: caller?.token ? tokenView(caller.token) : null,
          scopes: caller?.scopes ?? [],
          sign_in: { email_link: deps.config.console && sessions.sendsLinks },
        },
      };
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/session',
    operationId: 'signOut',
    audit: { kind: 'session', idFrom: ({ caller }) => caller?.session?.id ?? null },
    tag,
    summary: 'Sign out',
    access: 'token',
    errors: ['session_not_found'],
    answers: { 204: { description: 'The session has ended.' } },
    handle: async ({ deps, caller }) => {
      await deps.services.sessions.end(caller?.session?.id ?? '');
      return { status: 204, headers: removeCookie(deps) };
    },
  }),
  operation({
    method: 'get',
    path: '/v1/sessions',
    operationId: 'listSessions',
    tag,
    summary: 'Who is signed in, and where; the latest first',
    description: 'It is always one page.',
    access: 'admin',
    answers: { 200: { description: 'All sessions.', schema: pageOf('Session') } },
    handle: async ({ deps }) => {
      const sessions = await deps.services.sessions.list();
      return { status: 200, body: { data: sessions.map(sessionView), next_cursor: null } };
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/sessions',
    operationId: 'endAllSessions',
    audit: 'session',
    tag,
    summary: 'Sign everybody out, everywhere',
    description: 'At once, at all gateways. Also whoever asks for it.',
    access: 'admin',
    answers: { 204: { description: 'Nobody is signed in.' } },
    handle: async ({ deps, caller }) => {
      await deps.services.sessions.endAll();
      return { status: 204, ...(caller?.session ? { headers: removeCookie(deps) } : {}) };
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/sessions/{id}',
    operationId: 'endSession',
    audit: 'session',
    tag,
    summary: 'Sign somebody out',
    access: 'admin',
    missing: 'session_not_found',
    answers: { 204: { description: 'The session has ended.' } },
    handle: async ({ deps, id }) => {
      await deps.services.sessions.end(id);
      return { status: 204 };
    },
  }),
  operation<unknown, { readonly email: string; readonly language?: MailLanguage }>({
    method: 'post',
    path: '/v1/sign-in-links',
    operationId: 'requestSignInLink',
    audit: null,
    tag,
    summary: 'Have a link sent that signs in',
    description:
      'To an address of SIGNAL_HOOKS_CONSOLE_EMAILS. The answer is the same for every address.',
    access: 'own-page',
    body: object({
      email: text(254),
      'language?': oneOf(MAIL_LANGUAGES, 'Of the message; en if absent.'),
    }),
    answers: { 204: { description: 'If it is an address of the owner, the link is on its way.' } },
    errors: ['conflict', 'not_found'],
    handle: async ({ deps, body }) => {
      assertConsole(deps);
      deps.services.sessions.requestLink(body.email, body.language ?? 'en');
      return { status: 204 };
    },
  }),
];
