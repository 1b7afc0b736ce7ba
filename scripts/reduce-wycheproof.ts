/**
 * `node scripts/reduce-wycheproof.ts <folder testvectors_v1>`: writes what our tests read of Project
 * Wycheproof's vectors (https://github.com/C2SP/wycheproof, Apache-2.0) into the catalogue's
 * fixtures, one vector a line. The README beside them says of which commit.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(
  import.meta.dirname,
  '../packages/catalogue/test/signature/fixtures/wycheproof',
);
const FILES = [
  'ecdsa_secp256r1_sha256_test.json',
  'ed25519_test.json',
  'hmac_sha1_test.json',
  'hmac_sha256_test.json',
  'hmac_sha512_test.json',
  'rsa_signature_2048_sha256_test.json',
];
const OF_GROUP = ['tagSize', 'publicKeyPem', 'publicKeyDer'];
const OF_VECTOR = ['tcId', 'comment', 'key', 'msg', 'tag', 'sig', 'result'];

type Data = Readonly<Record<string, unknown>>;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name the folder testvectors_v1 of a copy of Wycheproof.\n');
  process.exit(2);
}
for (const file of FILES) {
  const whole = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Data;
  writeFileSync(join(FIXTURES, file), reduced(whole));
}

function reduced({ numberOfTests, testGroups }: Data): string {
  const groups = (testGroups as Data[]).map((group) => {
    const vectors = (group.tests as Data[]).map((one) => JSON.stringify(pick(one, OF_VECTOR)));
    const head = JSON.stringify(pick(group, OF_GROUP)).slice(0, -1);
    return `${head === '{' ? head : `${head},`}"tests":[\n${vectors.join(',\n')}\n]}`;
  });
  return `{"numberOfTests":${numberOfTests},"testGroups":[\n${groups.join(',\n')}\n]}\n`;
}

function pick(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
}
