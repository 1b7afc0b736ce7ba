import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Api } from '../support/api.ts';
import { chromiumPath, launchBrowser } from '../support/browser.ts';
import { freePort, type GatewayProcess, runCli, serve } from '../support/cli.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { ACCOUNTS, PATIENT } from '../support/screens.ts';
import { type Look, USUAL_LOOK } from './looks.ts';
import { auditPage, type WatchedPage, watchedPage } from './watched-page.ts';

/** Settings of a gateway. */
type Env = Readonly<Record<string, string>>;

/** The machine may be busy. */
const PATIENCE_MS = 60_000;

/** A gateway of the tests' own with its console, the emulator, and a browser. */
export class ConsoleFixture {
  #folder: Folder | undefined;
  #gateway: GatewayProcess | undefined;
  #emulator: Emulator | undefined;
  #browser: Browser | undefined;
  #api: Api | undefined;
  #token = '';
  readonly #contexts: BrowserContext[] = [];
  readonly #pages: WatchedPage[] = [];
  readonly #refusals = new Set<string>();

  get url(): string {
    return given(this.#gateway).url;
  }

  /** The API, with a token that may do everything. */
  get api(): Api {
    return given(this.#api);
  }

  /** Plays the providers. */
  get emulator(): Emulator {
    return given(this.#emulator);
  }

  /** The token that {@link api} uses. */
  get token(): string {
    return this.#token;
  }

  /** What the gateway's process has logged. */
  get logged(): string {
    return given(this.#gateway).logged();
  }

  /** What the gateway's process has printed for whoever started it. */
  get printed(): string {
    return given(this.#gateway).printed();
  }

  /** The data folder of the gateway. */
  get dataDir(): string {
    return given(this.#folder).path;
  }

  async start(env: Env): Promise<void> {
    this.#folder = makeFolder();
    this.#gateway = await serve(this.dataDir, await freePort(), env);
    this.#token = await makeToken(this.dataDir, ['admin']);
    this.#api = new Api(this.url, this.#token);
    this.#emulator = await startEmulator({
      accounts: ACCOUNTS,
      allowLoopback: true,
      timeoutScale: PATIENT,
    });
    this.#browser = await launchBrowser();
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#emulator?.close();
    await this.#gateway?.stop();
    this.#folder?.remove();
  }

  /** A new token with these scopes. */
  makeToken(...scopes: readonly string[]): Promise<string> {
    return makeToken(this.dataDir, scopes);
  }

  /**
   * Opens a page of the console in a browser of its own, without anybody signed in.
   * @param path below `/console/`
   */
  async visit(path: string, look: Look = USUAL_LOOK): Promise<Page> {
    return this.#goTo(await this.#newContext(look), path);
  }

  /** The same, signed in by a token that may do everything, or by this one. */
  async open(path: string, look: Look = USUAL_LOOK, token: string = this.#token): Promise<Page> {
    const context = await this.#newContext(look);
    const answer = await context.request.post(`${this.url}/v1/sessions`, {
      data: { token },
      headers: { 'x-signal-hooks-csrf': '1' },
    });
    if (answer.status() !== 201) throw new Error(`not signed in: ${await answer.text()}`);
    return this.#goTo(context, path);
  }

  /** Fails if a page is not accessible, or wider than the screen. */
  async audit(page: Page): Promise<void> {
    expect(await auditPage(page)).toEqual([]);
  }

  /** The next test's pages may show that the gateway refused something: the browser notes each such answer. */
  expectRefusal(status: number): void {
    this.#refusals.add(
      `console: Failed to load resource: the server responded with a status of ${status}`,
    );
  }

  /** Closes what a test has opened. @returns what went wrong on its pages */
  async endTest(): Promise<readonly string[]> {
    const expected = [...this.#refusals];
    this.#refusals.clear();
    const faults = this.#pages
      .flatMap((watched) => watched.faults)
      .filter((fault) => !expected.some((start) => fault.startsWith(start)));
    await Promise.all(this.#contexts.map((context) => context.close()));
    this.#contexts.length = 0;
    this.#pages.length = 0;
    return faults;
  }

  async #newContext({ width, language, theme }: Look): Promise<BrowserContext> {
    const context = await given(this.#browser).newContext({
      viewport: { width, height: width === 390 ? 844 : 900 },
      locale: language === 'ru' ? 'ru-RU' : 'en-GB',
      timezoneId: 'Europe/Moscow',
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    this.#contexts.push(context);
    return context;
  }

  async #goTo(context: BrowserContext, path: string): Promise<Page> {
    const watched = await watchedPage(context, this.url);
    this.#pages.push(watched);
    await watched.page.goto(`${this.url}/console/${path}`);
    await watched.page.getByRole('heading', { level: 1 }).waitFor();
    return watched.page;
  }
}

/**
 * Tests of the console in a real browser at a real gateway; skipped where there is no Chromium. After
 * each test nothing must be wrong on its pages: no error in the browser's console, no other host.
 * @param env settings of the gateway; a function where something must be started for them
 */
export function describeConsole(
  title: string,
  tests: (the: ConsoleFixture) => void,
  env: Env | (() => Promise<Env>) = {},
): void {
  if (chromiumPath() === undefined) {
    process.stderr.write(`SKIPPED: no Chromium is installed, so ${title} is not tried.\n`);
    test.skip(`${title}: no Chromium is installed`, () => {});
    return;
  }
  describe(title, () => {
    const the = new ConsoleFixture();
    beforeAll(async () => the.start(typeof env === 'function' ? await env() : env));
    afterAll(() => the.stop());
    afterEach(async () => {
      expect(await the.endTest()).toEqual([]);
    });
    tests(the);
  });
}

async function makeToken(dataDir: string, scopes: readonly string[]): Promise<string> {
  const args = scopes.flatMap((scope) => ['--scope', scope]);
  const { code, stdout, stderr } = await runCli([
    ...['token', 'create', '--name', 'console test', '--data', dataDir],
    ...args,
  ]);
  const [token] = /ey[\w.-]+/.exec(stdout) ?? [];
  if (code !== 0 || token === undefined) throw new Error(`no token was made: ${stderr}`);
  return token;
}

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the fixture is used before it was started');
  return value;
}
