import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of everything sealed, so that the format can change. */
const VERSION = 1;

/** Seals secrets with AES-256-GCM before they reach the store. */
export class Vault {
  readonly #master: Uint8Array;
  readonly #key: Uint8Array;

  /** @param master 32 bytes */
  constructor(master: Uint8Array) {
    if (master.length !== KEY_BYTES) throw new RangeError(`The key must have ${KEY_BYTES} bytes.`);
    this.#master = master;
    this.#key = this.derive('seal');
  }

  /** A key of 32 bytes for another purpose, such as signing tokens. */
  derive(purpose: string): Uint8Array {
    return new Uint8Array(
      hkdfSync('sha256', this.#master, '', `signal-hooks ${purpose}`, KEY_BYTES),
    );
  }

  /**
   * @param value anything that JSON can hold
   * @param owner id of the row it belongs to; it opens for no other
   */
  seal(value: unknown, owner: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), nonce, sealed, cipher.getAuthTag()]);
  }

  /** @throws {Error} if it was sealed with another key or for another owner, or was tampered with */
  open<T>(sealed: Uint8Array, owner: string): T {
    const bytes = Buffer.from(sealed);
    try {
      if (bytes[0] !== VERSION) throw new RangeError('unknown version');
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const content = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES);
      return JSON.parse(Buffer.concat([decipher.update(content), decipher.final()]).toString());
    } catch (cause) {
      throw new Error(
        `The secrets of ${owner} cannot be opened: the key is not the one they were sealed with. ` +
          'Set SIGNAL_HOOKS_KEY or restore the file "key" of the data folder.',
        { cause },
      );
    }
  }
}

/** Where a key comes from, besides its file. */
export interface KeyOptions {
  /** What to say where there is no key and none may be made; null: one may be. */
  readonly missing?: string | null;
  /** Called with what should be better but does not prevent the start. */
  readonly warn?: (message: string) => void;
}

/**
 * The master key: from `SIGNAL_HOOKS_KEY` (64 hex digits), else from the file `key` in the
 * data folder, which is made with mode 0600 if it is missing and may be made.
 * @throws {Error} if the key is missing or damaged, or others can read the file, with what to do
 */
export async function loadKey(
  dataDir: string,
  fromEnvironment: string | undefined,
  { missing = null, warn = () => undefined }: KeyOptions = {},
): Promise<Uint8Array> {
  if (fromEnvironment) return decodeKey(fromEnvironment, WRONG_VARIABLE);
  const path = join(dataDir, 'key');
  if (!(await exists(path))) {
    if (missing !== null) throw new Error(missing);
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await makeKey(path);
  }
  await checkMode(path, warn);
  return decodeKey(
    await readFile(path, 'utf8'),
    `The key file ${path} is damaged. Restore it from your back-up: without it no secret in the ` +
      'database can be read. If this gateway has never run, delete the file.',
  );
}

const WRONG_VARIABLE =
  'SIGNAL_HOOKS_KEY must hold 64 hex digits. Copy it again; for a gateway that has never run, make ' +
  'one with: openssl rand -hex 32';

/** Pods and Windows set modes of their own, so a group of one's own is no reason not to start. */
async function checkMode(path: string, warn: (message: string) => void): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode, uid } = await stat(path);
  if ((mode & 0o077) === 0) return;
  if ((mode & 0o007) === 0 && uid === process.getuid?.()) {
    warn(`The key can be read by the group of ${path}. Better run: chmod 600 ${path}`);
    return;
  }
  throw new Error(
    `Others can read ${path}. Run: chmod 600 ${path} . Where modes do not last, as on Windows drives ` +
      'and in pods, give the key in SIGNAL_HOOKS_KEY, or name its file in SIGNAL_HOOKS_KEY_FILE.',
  );
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );

/** What file systems without hard links answer. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'];

/**
 * Makes a key, unless another process is quicker. It is written aside and gets its name when it is
 * whole and on disk: a full disk or a crash leaves no half of a key.
 */
async function makeKey(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    const file = await open(
      aside,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
      0o600,
    );
    try {
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike renaming, it does not replace what another process has made meanwhile.
    await link(aside, path).catch((error: NodeJS.ErrnoException) => {
      if (!NO_LINKS.includes(error.code ?? '')) throw error;
      return rename(aside, path);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function decodeKey(text: string, refusal: string): Uint8Array {
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new Error(refusal);
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
