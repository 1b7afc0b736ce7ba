import { GatewayError } from '../../src/errors.ts';
import { type Harness, startHarness } from '../http/harness.ts';

describe('TokenService', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  test('keeps the row, not the token', async () => {
    const { tokens } = harness.services;
    const { token, row } = await tokens.create({
      name: 'Zapier',
      scopes: ['events:read', 'sources:read', 'events:read'],
      expiresInDays: 30,
    });
    expect(row).toMatchObject({ scopes: ['sources:read', 'events:read'], revokedAt: null });
    expect(row.expiresAt).toBe(row.createdAt + 30 * 24 * 3600_000);
    expect(await tokens.authenticate(token)).toEqual(row);
    expect(JSON.stringify(await tokens.list())).not.toContain(token);
  });

  test('revokes once and for all', async () => {
    const { tokens } = harness.services;
    const { token, row } = await tokens.create({
      name: 'x',
      scopes: ['admin'],
      expiresInDays: null,
    });
    const revoked = await tokens.revoke(row.id);
    expect(revoked.revokedAt).not.toBeNull();
    harness.advance(1000);
    expect(await tokens.revoke(row.id)).toEqual(revoked);
    await expect(tokens.authenticate(token)).rejects.toMatchObject({ code: 'token_revoked' });
    await expect(tokens.revoke('tok_none')).rejects.toMatchObject({ code: 'token_not_found' });
  });

  test.each([
    [{ name: ' ', scopes: ['admin'], expiresInDays: null }, ['name']],
    [{ name: 'x'.repeat(101), scopes: ['admin'], expiresInDays: null }, ['name']],
    [{ name: 'x', scopes: [], expiresInDays: null }, ['scopes']],
    [{ name: 'x', scopes: ['root'], expiresInDays: null }, ['scopes']],
    [{ name: 'x', scopes: ['admin'], expiresInDays: 0 }, ['expires_in_days']],
    [{ name: 'x', scopes: ['admin'], expiresInDays: 1.5 }, ['expires_in_days']],
    [{ name: '', scopes: [], expiresInDays: Number.NaN }, ['name', 'scopes', 'expires_in_days']],
  ])('refuses %j', async (wanted, paths) => {
    const error = await harness.services.tokens.create(wanted).catch((each) => each);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error.fields.map(({ path }: { path: string }) => path)).toEqual(paths);
  });
});
