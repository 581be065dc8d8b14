import assert from 'node:assert/strict';
import { getCACertificates } from 'node:tls';
import { describe, it } from 'mocha';
import { systemClock } from '../../../../src/base/clock.ts';
import { Certificates, systemCertificates } from '../../../../src/node/http/certificates.ts';
import { makeAuthority } from '../../../support/certificate.ts';
import { assertNothingLeft, openResources } from '../../../support/leaks.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { useTrustFile } from '../../../support/trustFile.ts';

describe('systemCertificates', () => {
  it('reads what the operating system trusts, and ends its thread', async () => {
    const before = await openResources();
    const found = await systemCertificates(new AbortController().signal);
    assert.deepEqual(found, getCACertificates('system'));
    await assertNothingLeft(before);
  }).timeout(20_000);

  it('ends when it is told to', async () => {
    const before = await openResources();
    const ending = new AbortController();
    const loading = systemCertificates(ending.signal);
    ending.abort();
    await assert.rejects(loading, /it takes too long/u);
    await assertNothingLeft(before);
  }).timeout(20_000);
});

describe('Certificates', () => {
  const { ca } = makeAuthority();
  const trustFile = useTrustFile(makeAuthority().ca);
  const broken = useTrustFile('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----');
  const log = new MemoryLog();
  beforeEach(() => {
    log.lines.length = 0;
  });

  it('are those of Node until more are asked for, and are loaded once', async () => {
    let loads = 0;
    const system = (): Promise<string[]> => {
      loads++;
      return Promise.resolve([ca]);
    };
    const certificates = new Certificates({ system, file: trustFile() }, { clock: systemClock, log });
    assert.equal(certificates.context, undefined);
    assert.equal(loads, 0);
    assert.deepEqual(await Promise.all([certificates.more(undefined), certificates.more(undefined)]), [true, true]);
    assert.equal(loads, 1);
    assert.ok(certificates.context);
    assert.equal(await certificates.more(certificates.context), false);
    assert.deepEqual(log.lines, ["info an unknown authority: 2 certificates are trusted beside Node's own"]);
  });

  it('are no more when there is nothing new', async () => {
    const system = (): Promise<string[]> => Promise.resolve(getCACertificates('default').slice(0, 2));
    const certificates = new Certificates({ system, file: undefined }, { clock: systemClock, log });
    assert.equal(await certificates.more(undefined), false);
    assert.equal(certificates.context, undefined);
  });

  it('do without a file that has something else in it', async () => {
    const system = (): Promise<string[]> => Promise.resolve([ca]);
    const certificates = new Certificates({ system, file: broken() }, { clock: systemClock, log });
    assert.equal(await certificates.more(undefined), true);
    assert.match(log.lines[0] ?? '', /^warn the certificates of SSL_CERT_FILE cannot be read/u);
  });

  it('do not wait without end for a system that does not answer', async () => {
    const clock = new ManualClock();
    const system = (signal: AbortSignal): Promise<string[]> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('it takes too long')));
      });
    const certificates = new Certificates({ system, file: undefined }, { clock, log });
    const more = certificates.more(undefined);
    clock.advance(10_000);
    assert.equal(await more, false);
    assert.equal(log.lines[0], 'warn the system certificates cannot be read: it takes too long');
  });
});
