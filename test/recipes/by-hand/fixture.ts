import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import { Editor } from '../../pictures/editor.ts';
import { type N8n, startN8n } from '../../support/n8n.ts';
import { N8nClient } from '../../support/n8n-client.ts';
import {
  type EmulatedService,
  type ServiceAnswer,
  type ServiceRequest,
  startEmulatedServices,
} from '../../support/recipes/emulated-service.ts';
import { GOOGLE_ACCOUNT, Google } from '../../support/recipes/google.ts';
import { PATIENT } from '../../support/screens.ts';

/** What somebody with an n8n, a provider and Google Sheets has before them. */
export interface Fixture {
  readonly emulator: Emulator;
  readonly google: Google;
  readonly n8n: N8n;
  readonly editor: Editor;
  close(): Promise<void>;
}

const CODE = 'code-of-the-consent';

/** @throws {Error} if one of them does not start; then none is left running */
export async function startFixture(): Promise<Fixture> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const google = new Google();
    const services = await startEmulatedServices([withSignIn(google)]);
    closers.push(() => services.close());
    const emulator = await startEmulator({ allowLoopback: true, timeoutScale: PATIENT });
    closers.push(() => emulator.close());
    const n8n = await startN8n({ env: services.env });
    closers.push(() => n8n.close());
    await N8nClient.signIn(n8n.url);
    const editor = await Editor.open(n8n.url);
    closers.push(() => editor.close());
    await playConsent(editor);
    return { emulator, google, n8n, editor, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Google's page on which the user consents; it sends the browser back at once. */
async function playConsent({ page }: Editor): Promise<void> {
  await page.context().route('https://accounts.google.com/**', (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('code', CODE);
    back.searchParams.set('state', asked.get('state') ?? '');
    return route.fulfill({ status: 302, headers: { location: back.href } });
  });
}

/** Google, which also gives the tokens for the code of that page. */
const withSignIn = (google: Google): EmulatedService => ({
  hosts: google.hosts,
  answer: (asked) => (isCode(asked) ? tokensFor(google, asked) : google.answer(asked)),
});

const isCode = ({ path, body }: ServiceRequest): boolean =>
  path === '/token' && new URLSearchParams(body).get('grant_type') === 'authorization_code';

/** https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code */
function tokensFor(google: Google, asked: ServiceRequest): ServiceAnswer {
  const form = new URLSearchParams(asked.body);
  const { clientId, clientSecret, oauthTokenData } = GOOGLE_ACCOUNT;
  const given = ['code', 'client_id', 'client_secret'].map((name) => form.get(name));
  if (given.join() !== [CODE, clientId, clientSecret].join()) {
    return { status: 400, json: { error: 'invalid_grant', error_description: 'Bad Request' } };
  }
  const { refresh_token } = oauthTokenData;
  const body = String(new URLSearchParams({ grant_type: 'refresh_token', refresh_token }));
  const { status, json } = google.answer({ ...asked, body });
  return { status, json: { ...(json as object), refresh_token } };
}
