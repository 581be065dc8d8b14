import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { withTimeLimit } from '../../base/deadline.ts';
import type { Logger } from '../../base/log.ts';

/** The certificates of authorities, PEM. */
type Load = (signal: AbortSignal) => Promise<readonly string[]>;

/** What is trusted beside Node's own list and `NODE_EXTRA_CA_CERTS`. */
export interface CertificateSources {
  /** What the operating system trusts: `systemCertificates`, or nothing. */
  readonly system: Load | undefined;
  /** `SSL_CERT_FILE`: a file of certificates, PEM. */
  readonly file: string | undefined;
}

/** A keychain that waits for its owner must not hold up the connection without end. */
const loadMs = 10_000;

/**
 * The authorities that are trusted. What Node does not know by itself is loaded when a certificate was not trusted
 * without it: on most networks never. It takes 80 ms for the 576 certificates of a Linux machine, and 35 ms to make
 * them ready, measured on Node 24, and is kept.
 */
export class Certificates {
  readonly #sources: CertificateSources;
  readonly #clock: Clock;
  readonly #log: Logger;
  #context: SecureContext | undefined;
  #loaded: Promise<void> | undefined;

  constructor(sources: CertificateSources, parts: { readonly clock: Clock; readonly log: Logger }) {
    this.#sources = sources;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** For the next connection; `undefined`: Node's own. */
  get context(): SecureContext | undefined {
    return this.#context;
  }

  /** Loads everything. @returns whether there is more now than when `tried` was the context. */
  async more(tried: SecureContext | undefined): Promise<boolean> {
    await (this.#loaded ??= this.#load());
    return this.#context !== tried;
  }

  async #load(): Promise<void> {
    const { file, system } = this.#sources;
    const found = [
      ...(file === undefined ? [] : await this.#attempt('certificates of SSL_CERT_FILE', () => certificatesOf(file))),
      ...(system === undefined ? [] : await this.#attempt('system certificates', system)),
    ];
    const known = new Set(getCACertificates('default'));
    const all = new Set([...known, ...found]);
    if (all.size > known.size) {
      this.#context = createSecureContext({ ca: [...all] });
    }
    this.#log.info(`an unknown authority: ${all.size - known.size} certificates are trusted beside Node's own`);
  }

  async #attempt(name: string, load: Load): Promise<readonly string[]> {
    try {
      return await withTimeLimit(this.#clock, loadMs, load);
    } catch (error) {
      this.#log.warn(`the ${name} cannot be read: ${error instanceof Error ? error.message : typeof error}`);
      return [];
    }
  }
}

/** The certificates that the operating system trusts, read in a thread: macOS can take seconds. */
export async function systemCertificates(signal: AbortSignal): Promise<readonly string[]> {
  const script = `require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))`;
  const worker = new Worker(script, { eval: true, execArgv: [] });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', () => reject(new Error('the thread ended')));
      signal.addEventListener('abort', () => reject(new Error('it takes too long')), { once: true });
    });
  } finally {
    await worker.terminate();
  }
}

/** @throws when the file cannot be read, or has something in it that only looks like a certificate. */
async function certificatesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
  return blocks.map((block) => new X509Certificate(block).toString());
}
