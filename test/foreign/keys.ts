import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { HeldCredentials, Sender } from './sender.ts';

/** New credentials, written as the sender's screens write them. */
export function makeCredentials({ credentials }: Sender): HeldCredentials {
  switch (credentials) {
    case 'secret':
      return { secret: randomBytes(20).toString('hex') };
    case 'base64 secret':
      return { secret: `whsec_${randomBytes(24).toString('base64')}` };
    case 'ecdsa': {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      return { publicKey: spki.toString('base64'), privateKey: pem(privateKey) };
    }
    case 'ed25519': {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const { x = '' } = publicKey.export({ format: 'jwk' });
      return {
        publicKey: Buffer.from(x, 'base64url').toString('hex'),
        privateKey: pem(privateKey),
      };
    }
  }
}

const pem = (key: import('node:crypto').KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
