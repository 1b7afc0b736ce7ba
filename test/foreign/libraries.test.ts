import { INSTALL_LIMIT_MS, installTool } from '../support/tools.ts';
import { flipBit, forge } from './forgeries.ts';
import { makeCredentials } from './keys.ts';
import { type Libraries, startLibraries } from './libraries.ts';
import {
  joined,
  judge,
  NOW,
  openAccount,
  ours,
  receive,
  type SenderAccount,
  type Sent,
} from './receiving.ts';
import { type HeldCredentials, nameOf } from './sender.ts';
import { SENDERS } from './senders.ts';
import { severalSignatures } from './several.ts';

/** What the senders' own libraries accept and answer: where they differ from us, SENDERS says so. */

const YEAR = 365 * 86_400;

let libraries: Libraries;

beforeAll(async () => {
  libraries = startLibraries(await installTool('senders'));
}, INSTALL_LIMIT_MS);
afterAll(() => libraries?.close());

const verifying = SENDERS.filter(({ accepts }) => accepts !== undefined);

describe.each(verifying.map((sender) => [nameOf(sender), sender] as const))(
  'the library for %s',
  (_name, sender) => {
    let account: SenderAccount;
    const accepts = (sent: Sent, now = NOW, by: HeldCredentials = account.held): Promise<boolean> =>
      libraries.accepts(sender, joined(sent), by, now);

    beforeAll(async () => {
      account = await openAccount(libraries, sender);
    });

    test('refuses what we refuse', async () => {
      const { genuine, other, strangers } = account;
      expect([await accepts(genuine), await accepts(strangers)]).toEqual([true, false]);
      expect(await accepts(genuine, NOW, makeCredentials(sender))).toBe(false);
      const differs: string[] = [];
      for (const forgery of forge(sender, genuine, other)) {
        if ((await accepts(forgery)) !== (forgery.code === null)) differs.push(forgery.what);
      }
      expect(differs).toEqual(sender.lenient ?? []);
    });

    const { libraryTolerance, several, handshake } = sender;
    if (libraryTolerance !== undefined) {
      const { past, future } = libraryTolerance;
      test(`lets a time lie ${past ?? 'any'} s back and ${future ?? 'any'} s ahead`, async () => {
        const at = (after: number): Promise<boolean> => accepts(account.genuine, NOW + after);
        expect([await at(past ?? YEAR), await at(-(future ?? YEAR))]).toEqual([true, true]);
        if (past !== null) expect(await at(past + 1)).toBe(false);
        if (future !== null) expect(await at(-future - 1)).toBe(false);
      });
    }

    if (several !== undefined) {
      test(`compares ${several.libraryReads} of several signatures`, async () => {
        const sent = severalSignatures(sender, several, account);
        expect(await accepts(sent.ownFirst)).toBe(several.libraryReads === 'all');
        expect(await accepts(sent.ownLast)).toBe(true);
        expect([await accepts(sent.noneOwn), await accepts(sent.ownAsOther)]).toEqual([
          false,
          false,
        ]);
      });
    }

    if (handshake !== undefined) {
      test('answers its handshake as we do', async () => {
        const { request } = handshake;
        const { held } = account;
        const signature = await libraries.sign(sender, request, held, NOW);
        const answer = await libraries.answer(sender, { request, signature }, held, NOW);
        const received = receive(sender, ours(held), { request, signature });
        if (!received.ok) throw new Error(received.code);
        expect(received.events).toEqual([]);
        const { status, body = '', contentType } = received.answer ?? {};
        // Slack takes the challenge as a text or in an object.
        const read = contentType === 'text/plain' ? { challenge: body } : json(body);
        expect({ status, body: read }).toEqual({ status: answer.status, body: json(answer.body) });
        const forged = { request: { ...request, body: flipBit(request.body, 16) }, signature };
        expect(judge(sender, ours(held), forged)).toBe('verify: signature_mismatch');
      });
    }
  },
);

const json = (text: string): unknown => (text === '' ? '' : JSON.parse(text));
