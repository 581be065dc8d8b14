import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInError } from '../../../src/auth/errors.ts';
import type { Fact, Outcome, Problem, SkipReason } from '../../../src/diagnosis/model.ts';
import { lineOf, reportOf } from '../../../src/diagnosis/report.ts';
import type { ReportHead } from '../../../src/diagnosis/report.ts';
import { resolveCloud } from '../../../src/graph/clouds.ts';
import { GraphError } from '../../../src/graph/errors.ts';
import { SignInRequiredError } from '../../../src/graph/tokens.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { canariesIn, canariesOf } from '../../support/canary.ts';

const head: ReportHead = {
  extension: '1.2.3',
  vscode: '1.105.0 (desktop)',
  node: '22.19.0',
  system: 'linux 6.1 x64',
  remote: 'ssh-remote',
  cloud: resolveCloud('usGovL4'),
  time: Date.UTC(2026, 0, 2, 3, 4, 5),
};

function line(outcome: Outcome): string {
  return lineOf({ step: 'graph', outcome, tookMs: 7 });
}

function factLine(fact: Fact): string {
  return line({ state: 'ok', fact });
}

function problemLine(problem: Problem): string {
  return line({ state: 'error', problem });
}

describe('the report of a connection check', () => {
  it('begins with versions, system, cloud and time', () => {
    const outcome: Outcome = { state: 'ok', fact: { is: 'plain' } };
    assert.equal(
      reportOf(head, [{ step: 'tls', outcome, tookMs: 3 }]),
      `OneDrive Sessions: connection check
time: 2026-01-02T03:04:05.000Z
versions: extension 1.2.3, VS Code 1.105.0 (desktop), Node 22.19.0
system: linux 6.1 x64, remote: ssh-remote
cloud: usGovL4, Graph: graph.microsoft.us, sign-in: login.microsoftonline.us

tls: ok: plain HTTP on this machine (3 ms)
`,
    );
  });

  const facts: readonly (readonly [Fact, string])[] = [
    [{ is: 'resolved', host: 'h', addresses: 2 }, 'h has 2 addresses'],
    [{ is: 'noLookup', host: 'h' }, 'h needs no name server'],
    [{ is: 'leftToProxy', host: 'h' }, 'h is not known here, the proxy has to resolve it'],
    [{ is: 'route', route: { via: 'direct', why: 'none' } }, 'no proxy'],
    [{ is: 'route', route: { via: 'direct', why: 'off' } }, 'no proxy, switched off by a setting'],
    [{ is: 'route', route: { via: 'direct', why: 'excluded' } }, 'no proxy for this host'],
    [
      { is: 'route', route: { via: 'proxy', server: 'p:1', from: 'setting', authenticated: true } },
      'p:1 by http.proxy, with password',
    ],
    [
      { is: 'route', route: { via: 'proxy', server: 'p:1', from: 'environment', authenticated: false } },
      'p:1 by the environment, without password',
    ],
    [{ is: 'encrypted', protocol: 'TLSv1.3', issuer: 'DigiCert Inc' }, 'TLSv1.3, certificate by DigiCert Inc'],
    [{ is: 'reached', host: 'h', way: 'own', requestId: 'id' }, 'h reached by our own client, request-id=id'],
    [{ is: 'reached', host: 'h', way: 'vscode' }, 'h reached by the network support of VS Code'],
    [{ is: 'time', aheadMs: -1600 }, 'ahead by -2 s'],
    [
      { is: 'account', kind: 'msal', granted: ['Files.ReadWrite', 'Sites.Read.All'] },
      'msal, permissions: Files.ReadWrite Sites.Read.All',
    ],
    [{ is: 'account', kind: 'token' }, 'token, permissions: not known'],
    [{ is: 'drive', driveType: 'personal' }, 'personal'],
    [{ is: 'drive', driveType: 'business' }, 'business (work or school)'],
    [{ is: 'space', remaining: 2048, total: 4096 }, 'left: 2 KB of 4 KB'],
    [{ is: 'space' }, 'left: not told of not told'],
    [{ is: 'uploadHost', host: 'h' }, 'h reached'],
  ];
  for (const [fact, text] of facts) {
    it(`tells what was found: ${text}`, () => {
      assert.equal(factLine(fact), `graph: ok: ${text} (7 ms)`);
    });
  }

  const cause = Object.assign(new Error('the platform says'), { code: 'ECONNREFUSED' });
  const graphError = new GraphError({ status: 403, code: 'accessDenied', codes: [], requestId: 'id' });
  const problems: readonly (readonly [Problem, string])[] = [
    [{ is: 'failed', error: graphError }, '403 accessDenied, request-id=id'],
    [
      { is: 'failed', error: new TransportError('proxyUnreachable', 'p:1', { cause: new Error('x', { cause }) }) },
      'proxyUnreachable (p:1) ECONNREFUSED',
    ],
    [{ is: 'failed', error: new SignInRequiredError('ended') }, 'sign-in required: ended'],
    [
      { is: 'failed', error: new SignInError('tenantUnknown', { aadsts: 90002, correlationId: 'id' }) },
      'sign-in: tenantUnknown (AADSTS90002), request-id=id',
    ],
    [{ is: 'failed', error: new TypeError('whatever it is') }, 'TypeError'],
    [{ is: 'failed', error: 'whatever it is' }, 'unexpected'],
    [{ is: 'timedOut', ms: 20_000 }, 'not finished within 20000 ms'],
    [{ is: 'untrusted', issuer: 'CA', code: 'CERT_HAS_EXPIRED' }, 'certificate not trusted: CERT_HAS_EXPIRED, by CA'],
    [{ is: 'inspected', issuer: 'CA' }, 'traffic is inspected: certificate by CA'],
    [{ is: 'unchecked', issuer: 'CA' }, 'certificates are not checked (http.proxyStrictSSL), by CA'],
    [{ is: 'strangeAnswer', host: 'h', status: 302 }, 'something else than h answered: status 302'],
    [{ is: 'throttled', host: 'h', waitMs: 1001 }, 'h asks to wait 2 s'],
    [{ is: 'throttled', host: 'h' }, 'h asks to wait'],
    [{ is: 'skewed', aheadMs: 600_000 }, 'clock ahead by 600 s'],
    [{ is: 'permissionMissing', missing: ['Files.ReadWrite'] }, 'not granted: Files.ReadWrite'],
    [{ is: 'noDrive' }, 'the account has no drive'],
    [{ is: 'nearlyFull', remaining: 1024 }, 'left: 1 KB'],
    [{ is: 'full' }, 'no space left'],
    [{ is: 'sessionLeft', host: 'h' }, 'h reached, but the session of the check could not be deleted'],
    [
      { is: 'bypassed', problem: { is: 'timedOut', ms: 1 } },
      'not finished within 1 ms; the network support of VS Code gets through',
    ],
  ];
  for (const [problem, text] of problems) {
    it(`tells what is wrong: ${text}`, () => {
      assert.equal(problemLine(problem), `graph: error: ${text} (7 ms)`);
    });
  }

  const reasons: readonly (readonly [SkipReason, string])[] = [
    [{ is: 'needs', step: 'name' }, 'cannot work without name'],
    [{ is: 'cancelled' }, 'cancelled'],
    [{ is: 'signedOut' }, 'not signed in'],
    [{ is: 'throttled' }, 'the service asks to wait'],
    [{ is: 'notTold' }, 'the service did not tell'],
  ];
  for (const [because, text] of reasons) {
    it(`tells why a step was skipped: ${text}`, () => {
      assert.equal(line({ state: 'skipped', because }), `graph: skipped: ${text} (7 ms)`);
    });
  }

  it('names nobody, and holds no token, address of a session or password, wherever they come from', () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ';
    const address = `https://upload.test/rup/canary?tempauth=${token}`;
    const secret = new Error(`${address} Bearer ${token}`, { cause: new Error(address) });
    const outcomes: readonly Outcome[] = [
      { state: 'ok', fact: { is: 'account', kind: 'msal', label: 'megan@contoso.com' } },
      { state: 'ok', fact: { is: 'drive', driveType: 'business', ownerName: 'Megan Bowen' } },
      { state: 'error', problem: { is: 'failed', error: secret } },
      { state: 'error', problem: { is: 'failed', error: new TransportError('tls', 'h', { cause: secret }) } },
      { state: 'error', problem: { is: 'strangeAnswer', host: address, status: 200 } },
      { state: 'error', problem: { is: 'untrusted', issuer: `Bearer ${token}`, code: address } },
    ];
    const text = reportOf(
      head,
      outcomes.map((outcome) => ({ step: 'account', outcome, tookMs: 1 })),
    );
    assert.deepEqual(canariesIn(text, canariesOf(token)), []);
    assert.doesNotMatch(text, /megan|canary/iu);
  });
});
