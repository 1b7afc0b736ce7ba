/**
 * Make's own check of a blueprint knows every module of its catalogue. It needs no account,
 * but the internet, and a zone where Make has switched it on:
 * `MAKE_ZONE=https://eu1.make.com jest packages/make-signal-hooks/test/blueprint/live.test.ts`
 * @see https://github.com/integromat/make-blueprints (scripts/validate-live.mjs)
 */
import { allCommitted } from './support/committed.ts';

const zone = (process.env.MAKE_ZONE ?? '').replace(/\/+$/, '');

if (zone === '') {
  test.skip('MAKE_ZONE is not set: Make itself was not asked', () => {});
} else {
  test.each(allCommitted())('%s is valid for Make', async (_name, blueprint) => {
    const response = await fetch(`${zone}/api/v2/blueprints/validate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ blueprint }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ valid: true });
  });
}
