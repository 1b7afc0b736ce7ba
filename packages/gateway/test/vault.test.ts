import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { loadKey, Vault } from '../src/vault.ts';

const KEY = new Uint8Array(32).fill(1);
const SECRETS = { secrets: ['hunter2-hunter2'], settings: { api_token: 'tok-123456' } };

describe('the vault', () => {
  const vault = new Vault(KEY);

  test('opens what it has sealed, also another vault with the same key', () => {
    const sealed = vault.seal(SECRETS, 'src_1');
    expect(vault.open(sealed, 'src_1')).toEqual(SECRETS);
    expect(new Vault(new Uint8Array(32).fill(1)).open(sealed, 'src_1')).toEqual(SECRETS);
  });

  test('leaves nothing readable, and seals the same differently every time', () => {
    const [one, two] = [vault.seal(SECRETS, 'src_1'), vault.seal(SECRETS, 'src_1')];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
    for (const hidden of ['hunter2', 'tok-123456', 'secrets', 'src_1']) {
      expect(Buffer.from(one).toString('latin1')).not.toContain(hidden);
    }
  });

  test('opens nothing whose bytes were changed, whichever', () => {
    const sealed = vault.seal(SECRETS, 'src_1');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => vault.open(changed, 'src_1')).toThrow(/cannot be opened/);
    }
  });

  test.each([0, 1, 12, 13, 28, 29, 60])('opens nothing that was cut to %d bytes', (length) => {
    const sealed = vault.seal(SECRETS, 'src_1').subarray(0, length);
    expect(() => vault.open(sealed, 'src_1')).toThrow(/cannot be opened/);
  });

  test('opens a row’s secrets for no other row', () => {
    const sealed = vault.seal(SECRETS, 'src_1');
    expect(() => vault.open(sealed, 'src_2')).toThrow(/secrets of src_2 cannot be opened/);
  });

  test('opens nothing with another key, and says what to do without showing anything', () => {
    const sealed = vault.seal(SECRETS, 'src_1');
    const other = new Vault(new Uint8Array(32).fill(2));
    expect(() => other.open(sealed, 'src_1')).toThrow(
      /^The secrets of src_1 cannot be opened: the key is not the one.*SIGNAL_HOOKS_KEY/,
    );
  });

  test('derives keys that differ by purpose and from the master key', () => {
    const [tokens, others] = [vault.derive('tokens'), vault.derive('others')];
    expect(tokens).toHaveLength(32);
    expect(tokens).toEqual(new Vault(KEY).derive('tokens'));
    expect(tokens).not.toEqual(others);
    expect(tokens).not.toEqual(KEY);
    // HKDF-SHA256 of 32 bytes 01, no salt, info "signal-hooks tokens": by
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:… -kdfopt info:… HKDF
    expect(Buffer.from(tokens).toString('hex')).toBe(
      'ff0291561b082184a4f9de2736dddc581438a5d7a1c688d2d2fa2068d81173cc',
    );
  });

  test.each([0, 16, 31, 33])('takes no key of %d bytes', (length) => {
    expect(() => new Vault(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('the key', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  const path = (): string => join(folder.path, 'key');
  const HEX = 'a1'.repeat(32);

  test('is made once, for its owner alone', async () => {
    const made = await loadKey(folder.path, undefined);
    expect(made).toHaveLength(32);
    expect(readFileSync(path(), 'utf8')).toBe(`${Buffer.from(made).toString('hex')}\n`);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(await loadKey(folder.path, undefined)).toEqual(made);
  });

  test('is the same for ten that start at once', async () => {
    const keys = await Promise.all(
      Array.from({ length: 10 }, () => loadKey(folder.path, undefined)),
    );
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  });

  test.each([0o604, 0o644, 0o666])('is refused with mode %o', async (mode) => {
    writeFileSync(path(), HEX);
    chmodSync(path(), mode);
    const words = /Others can read .*chmod 600.*SIGNAL_HOOKS_KEY, .*SIGNAL_HOOKS_KEY_FILE/;
    await expect(loadKey(folder.path, undefined)).rejects.toThrow(words);
  });

  test.each([0o640, 0o660])('is taken with mode %o, with a warning', async (mode) => {
    writeFileSync(path(), HEX);
    chmodSync(path(), mode);
    const warnings: string[] = [];
    const key = await loadKey(folder.path, undefined, { warn: (text) => warnings.push(text) });
    expect(Buffer.from(key).toString('hex')).toBe(HEX);
    expect(warnings).toEqual([expect.stringMatching(/chmod 600/)]);
  });

  test('that may not be made is missed, and nothing is written', async () => {
    const missing = loadKey(folder.path, undefined, { missing: 'Restore it.' });
    await expect(missing).rejects.toThrow('Restore it.');
    expect(() => statSync(path())).toThrow(/ENOENT/);
  });

  test('from the environment wins over the file, and leaves none', async () => {
    const key = await loadKey(folder.path, HEX.toUpperCase());
    expect(Buffer.from(key).toString('hex')).toBe(HEX);
    expect(() => statSync(path())).toThrow(/ENOENT/);
  });

  test.each([
    ['too short', 'a1'],
    ['too long', `${'a1'.repeat(32)}00`],
    ['no hex', 'zz'.repeat(32)],
    ['base64', Buffer.alloc(32, 1).toString('base64')],
  ])('%s is refused without being shown', async (_words, text) => {
    const refusal = await loadKey(folder.path, text).catch((error: Error) => error.message);
    expect(refusal).toMatch(/^SIGNAL_HOOKS_KEY must hold 64 hex digits/);
    expect(refusal).not.toContain(text);
    writeFileSync(path(), text, { mode: 0o600 });
    await expect(loadKey(folder.path, undefined)).rejects.toThrow(
      /key is damaged. Restore it from your back-up/,
    );
  });

  test('an empty file is refused, not replaced: something is sealed with the lost one', async () => {
    writeFileSync(path(), '', { mode: 0o600 });
    await expect(loadKey(folder.path, undefined)).rejects.toThrow(/damaged. Restore it/);
    expect(readFileSync(path(), 'utf8')).toBe('');
  });
});
