import { TYPED_SECRETS } from '../support/screens.ts';
import type { Fixture } from './fixture.ts';

/**
 * The last test of a file: whatever has happened, no secret is in what the app has written or
 * logged, in a message to the user, or in the gateway's log, and the app has called nobody else.
 * @param expected what must be there, or nothing was looked at
 */
export function testSilence(fixtureOf: () => Fixture, ...expected: readonly string[]): void {
  test('nothing secret was logged or told, and nobody else was called', async () => {
    const { zapier, testGateway, close } = fixtureOf();
    const strayHosts = zapier.strayHosts();
    // Ends the containers, so that all they have written is here.
    await close();
    const logged = zapier.logged();
    for (const part of [...expected, '201 POST http://127.0.0.1', ':censored:']) {
      expect(logged).toContain(part);
    }
    expect(testGateway.log).toContain('"msg":"attempt"');
    const secrets = [...Object.values(TYPED_SECRETS), ...zapier.secrets];
    expect(secrets.length).toBeGreaterThan(4);
    expect(leaksOf(secrets, logged)).toEqual([]);
    expect(leaksOf(secrets, testGateway.log)).toEqual([]);
    expect(strayHosts).toEqual([]);
  });
}

/** Which of them are in a text, as they are or in a form they take on their way. */
const leaksOf = (secrets: readonly string[], text: string): string[] =>
  secrets.filter((secret) => {
    const bare = secret.replace(/^whsec_/, '');
    const forms = [bare, encodeURIComponent(bare), Buffer.from(secret).toString('base64')];
    return forms.some((form) => text.includes(form));
  });
