import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

let key: Promise<object> | undefined;

/** The private key that signs ID tokens, as JWK. Making one takes a moment, so that a process makes only one. */
export function signingKey(): Promise<object> {
  key ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(({ privateKey }) => ({
    ...privateKey.export({ format: 'jwk' }),
    kid: 'simulator',
    use: 'sig',
    alg: 'RS256',
  }));
  return key;
}
