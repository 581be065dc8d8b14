import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** Certificate and private key as text in PEM form. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Signs certificates. Nobody trusts it but those who are given `ca`. */
export interface CertificateAuthority {
  /** Its own certificate in PEM form. */
  readonly ca: string;
  /** A certificate for servers with these host names and IPv4 addresses, good for one day. */
  issue(hosts: readonly string[]): Certificate;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Identifiers of RFC 5280 and RFC 5758, as they stand after tag and length. */
const commonName = [0x55, 0x04, 0x03];
const subjectKeyIdentifier = [0x55, 0x1d, 0x0e];
const keyUsage = [0x55, 0x1d, 0x0f];
const subjectAltName = [0x55, 0x1d, 0x11];
const basicConstraints = [0x55, 0x1d, 0x13];
const authorityKeyIdentifier = [0x55, 0x1d, 0x23];
const extendedKeyUsage = [0x55, 0x1d, 0x25];
const serverAuthentication = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
const ecdsaWithSha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

const yes = der(0x01, [0xff]);
/** Bit strings begin with the number of their unused bits. */
const signsCertificates = der(0x03, [1, 0b0000_0110]);
const signsMessages = der(0x03, [7, 0b1000_0000]);

/** A new authority. Node has no function for certificates, and not every machine has the openssl program. */
export function makeAuthority(): CertificateAuthority {
  // Two authorities of one name would be confused by whoever trusts both.
  const name = `Test authority ${randomBytes(4).toString('hex')}`;
  const own = newKeys();
  const ca = certificate({ subject: name, spki: own.spki }, { name, key: own.privateKey }, [
    extension(basicConstraints, sequence(yes), true),
    extension(keyUsage, signsCertificates, true),
    extension(subjectKeyIdentifier, der(0x04, keyId(own.spki))),
  ]);
  return {
    ca,
    issue: (hosts) => {
      const { spki, privateKey } = newKeys();
      const cert = certificate({ subject: hosts[0] ?? 'test', spki }, { name, key: own.privateKey }, [
        extension(basicConstraints, sequence(), true),
        extension(keyUsage, signsMessages, true),
        extension(extendedKeyUsage, sequence(der(0x06, serverAuthentication))),
        extension(subjectAltName, sequence(...hosts.map(generalName))),
        extension(authorityKeyIdentifier, sequence(der(0x80, keyId(own.spki)))),
      ]);
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

function newKeys(): { spki: Buffer; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { spki: publicKey.export({ type: 'spki', format: 'der' }), privateKey };
}

function certificate(
  { subject, spki }: { subject: string; spki: Buffer },
  issuer: { name: string; key: KeyObject },
  extensions: readonly Buffer[],
): string {
  const now = Date.now();
  const algorithm = sequence(der(0x06, ecdsaWithSha256));
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1, ...randomBytes(8)]),
    algorithm,
    named(issuer.name),
    sequence(time(now - dayMs), time(now + dayMs)),
    named(subject),
    spki,
    der(0xa3, sequence(...extensions)),
  );
  return pem(sequence(body, algorithm, der(0x03, [0, ...sign('sha256', body, issuer.key)])));
}

function extension(id: readonly number[], value: Buffer, critical = false): Buffer {
  return sequence(der(0x06, id), ...(critical ? [yes] : []), der(0x04, value));
}

function keyId(spki: Buffer): Buffer {
  return createHash('sha1').update(spki).digest();
}

function named(name: string): Buffer {
  return sequence(der(0x31, sequence(der(0x06, commonName), der(0x0c, Buffer.from(name)))));
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
