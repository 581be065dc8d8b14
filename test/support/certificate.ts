import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** Certificate and private key as text in PEM form. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Identifiers of RFC 5280 and RFC 5758. */
const commonName = [0x55, 0x04, 0x03];
const subjectAltName = [0x55, 0x1d, 0x11];
const ecdsaWithSha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/**
 * A certificate that signs itself, for host names and IPv4 addresses, good for one day. Clients accept it when it is
 * given to them as an authority. Node has no function for it, and not every machine has the openssl program.
 */
export function makeCertificate(hosts: readonly string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const now = Date.now();
  const algorithm = sequence(der(0x06, ecdsaWithSha256));
  const name = sequence(der(0x31, sequence(der(0x06, commonName), text(hosts[0] ?? 'test'))));
  const alternatives = sequence(...hosts.map(generalName));
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1, ...randomBytes(8)]),
    algorithm,
    name,
    sequence(time(now - dayMs), time(now + dayMs)),
    name,
    publicKey,
    der(0xa3, sequence(sequence(der(0x06, subjectAltName), der(0x04, alternatives)))),
  );
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  return { cert: pem(sequence(body, algorithm, der(0x03, [0, ...signature]))), key: privateKey };
}

/** One value in Distinguished Encoding Rules: tag, length, content. */
function der(tag: number, content: Uint8Array | readonly number[]): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.from([tag, ...size, ...content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function text(value: string): Buffer {
  return der(0x0c, Buffer.from(value));
}

/** UTCTime: two digits of the year, to the second. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/gu, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function generalName(host: string): Buffer {
  return isIP(host) === 4 ? der(0x87, host.split('.').map(Number)) : der(0x82, Buffer.from(host));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/gu) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
