import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/base/clock.ts';
import type { Outcome } from '../../src/diagnosis/model.ts';
import { SignInError } from '../../src/auth/errors.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { TransportError } from '../../src/graph/transport.ts';
import { makeAuthority } from '../support/certificate.ts';
import { useChecking } from '../support/checking.ts';
import { HurriedClock } from '../support/hurriedClock.ts';
import { useProxies } from '../support/proxies.ts';

const afterGraph = ['clock', 'account', 'drive', 'quota', 'uploadHost'].map((step) => `${step} skipped`);
const afterAccount = afterGraph.slice(2);

function problemIn(outcome: Outcome): string {
  return outcome.state === 'warning' || outcome.state === 'error' ? outcome.problem.is : outcome.state;
}

function errorIn(outcome: Outcome): unknown {
  return outcome.state === 'error' && outcome.problem.is === 'failed' ? outcome.problem.error : undefined;
}

function transportFailureIn(outcome: Outcome): string | undefined {
  const error = errorIn(outcome);
  return error instanceof TransportError ? `${error.failure} ${error.host}` : undefined;
}

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`a connection check on a drive of the kind ${drive}`, () => {
    const started = useChecking({ drive });

    it('finds that everything works, and asks little for it', async () => {
      const checking = started();
      await checking.trust();
      const { amiss, outcomes, report } = await checking.check();
      assert.deepEqual(amiss, [], report);
      const { uploadHost } = outcomes;
      const host = new URL(checking.sim.uploadOrigin).host;
      assert.deepEqual(uploadHost, { state: 'ok', fact: { is: 'uploadHost', host } });
      assert.deepEqual(
        checking.sim.requests.map(({ route }) => route).toSorted(),
        ['createUploadSession', 'getDrive', 'getItem', 'me', 'uploadCancel', 'uploadStatus'].toSorted(),
      );
    });
  });
}

describe('a connection check', () => {
  const started = useChecking();

  it('can be done again at once', async () => {
    const checking = started();
    await checking.trust();
    assert.deepEqual((await checking.check()).amiss, []);
    assert.deepEqual((await checking.check()).amiss, []);
  });

  it('notices that nobody is signed in', async () => {
    const checking = started();
    await checking.trust();
    checking.account = async () => undefined;
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, afterGraph.slice(1));
    assert.deepEqual(outcomes.uploadHost, { state: 'skipped', because: { is: 'signedOut' } });
    assert.deepEqual(
      checking.sim.requests.map(({ route }) => route),
      ['me'],
    );
  });

  it('notices that the sign-in has ended', async () => {
    const checking = started();
    await checking.trust();
    checking.sim.revokeToken(checking.token);
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['account error', ...afterAccount]);
    assert.ok(errorIn(outcomes.account) instanceof SignInRequiredError);
  });

  it('notices a clock that is wrong', async () => {
    const checking = started();
    await checking.trust();
    checking.sim.clock.advance(10 * 60_000);
    const { amiss, outcomes, report } = await checking.check();
    assert.deepEqual(amiss, ['clock error']);
    assert.equal(problemIn(outcomes.clock), 'skewed');
    assert.match(report, /^clock: error: clock ahead by -(?:599|600) s/mu);
  });

  it('notices that the sign-in service is not trusted, which Graph is without encryption', async () => {
    const checking = started();
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['signInHost error']);
    assert.equal(transportFailureIn(outcomes.signInHost), `tls ${new URL(checking.sim.authority.url).host}`);
  });

  it('makes less of that when a token was pasted', async () => {
    const checking = started();
    checking.account = async () => ({ kind: 'token' });
    assert.deepEqual((await checking.check()).amiss, ['signInHost warning']);
  });

  it('notices a tenant that does not exist', async () => {
    const checking = started();
    await checking.trust();
    checking.tenant = 'nowhere.example';
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['signInHost error']);
    const error = errorIn(outcomes.signInHost);
    assert.ok(error instanceof SignInError);
    assert.equal(error.problem, 'tenantUnknown');
  });

  it('notices that Graph asks to wait', async () => {
    const checking = started();
    await checking.trust();
    checking.clock = new HurriedClock(checking.sim.clock, 30);
    checking.sim.faults.add({ route: 'getDrive', times: 'always', kind: 'status', status: 429, retryAfter: 600 });
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['account warning', ...afterAccount]);
    assert.equal(problemIn(outcomes.account), 'throttled');
    assert.deepEqual(outcomes.uploadHost, { state: 'skipped', because: { is: 'throttled' } });
  });

  it('notices that a page for people comes back', async () => {
    const checking = started();
    await checking.trust();
    checking.sim.faults.add({ route: 'me', kind: 'html', status: 200 });
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['graph error', ...afterGraph]);
    assert.equal(problemIn(outcomes.graph), 'strangeAnswer');
  });

  it('notices that OneDrive is full', async () => {
    const checking = started();
    await checking.trust();
    checking.sim.setQuota(0);
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['quota error']);
    assert.equal(problemIn(outcomes.quota), 'full');
  });

  it('leaves no session when its host does not answer, or not to the first request to delete it', async () => {
    const checking = started();
    await checking.trust();
    checking.sim.faults.add({ route: 'uploadStatus', kind: 'cut', afterBytes: 0 });
    checking.sim.faults.add({ route: 'uploadCancel', kind: 'status', status: 503 });
    const { amiss } = await checking.check();
    assert.deepEqual(amiss, ['uploadHost error']);
  });

  it('leaves no session when it is cancelled while it makes one', async () => {
    const checking = started();
    await checking.trust();
    checking.sim.faults.add({ route: 'createUploadSession', kind: 'delay', ms: 300, when: 'after' });
    const cancel = new AbortController();
    const checked = checking.check(cancel.signal);
    while (!checking.sim.requests.some(({ route }) => route === 'createUploadSession')) {
      await systemClock.delay(5);
    }
    cancel.abort();
    assert.deepEqual((await checked).outcomes.uploadHost, { state: 'skipped', because: { is: 'cancelled' } });
    assert.equal(checking.sim.requests.at(-1)?.route, 'uploadCancel');
  });

  it('gets through by the network support of VS Code when our own client does not', async () => {
    const checking = started();
    await checking.trust();
    checking.broken = 'own';
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, []);
    assert.equal(
      outcomes.graph.state === 'ok' && outcomes.graph.fact.is === 'reached' && outcomes.graph.fact.way,
      'vscode',
    );
  });

  describe('through a proxy', () => {
    const startProxy = useProxies();

    it('gets everywhere, and tells no password', async () => {
      const checking = started();
      await checking.trust();
      const proxy = await startProxy({ users: { ann: 'canary' } });
      checking.network.set({ proxy: proxy.address.replace('//', '//ann:canary@') });
      const { amiss, report } = await checking.check();
      assert.deepEqual(amiss, [], report);
      assert.match(report, new RegExp(`^proxy: ok: ${proxy.host} by http.proxy, with password`, 'mu'));
      assert.doesNotMatch(report + checking.network.log.text, /canary|ann:/u);
    });

    it('notices that the password is wrong', async () => {
      const checking = started();
      await checking.trust();
      const proxy = await startProxy({ users: { ann: 'right' } });
      checking.network.set({ proxy: proxy.address.replace('//', '//ann:canary@') });
      const { amiss, outcomes, report } = await checking.check();
      assert.deepEqual(amiss, ['proxy error', 'signInHost error', 'graph error', ...afterGraph]);
      assert.equal(transportFailureIn(outcomes.proxy), `proxyAuthentication ${proxy.host}`);
      assert.doesNotMatch(report + checking.network.log.text, /canary|ann:/u);
    });

    it('notices that nobody runs it', async () => {
      const checking = started();
      await checking.trust();
      checking.network.set({ proxy: 'http://127.0.0.1:9' });
      const { outcomes } = await checking.check();
      assert.equal(transportFailureIn(outcomes.proxy), 'proxyUnreachable 127.0.0.1:9');
    });
  });
});

describe('a connection check of a service that speaks TLS', () => {
  const authority = makeAuthority();
  const startProxy = useProxies();
  const started = useChecking({ tls: authority.issue(['127.0.0.1', 'localhost']) });

  it('names who signed the certificate', async () => {
    const checking = started();
    await checking.trust(authority.ca);
    const { amiss, report } = await checking.check();
    assert.deepEqual(amiss, []);
    assert.match(report, /^tls: ok: TLSv1\.3, certificate by Test authority /mu);
  });

  it('notices a certificate that is not trusted', async () => {
    const checking = started();
    await checking.trust();
    const { amiss, outcomes, report } = await checking.check();
    assert.deepEqual(amiss, ['tls error', 'graph error', ...afterGraph]);
    assert.equal(problemIn(outcomes.tls), 'untrusted');
    assert.match(report, /^graph: error: tls \(127\.0\.0\.1:\d+\) UNABLE_TO_VERIFY_LEAF_SIGNATURE/mu);
  });

  it('warns when certificates are not checked', async () => {
    const checking = started();
    checking.network.set({ strictTls: false });
    const { amiss, outcomes } = await checking.check();
    assert.deepEqual(amiss, ['tls warning']);
    assert.equal(problemIn(outcomes.tls), 'unchecked');
  });

  it('names the proxy that opens what goes through it', async () => {
    const checking = started();
    const inspector = makeAuthority();
    const servers = `${authority.ca}\n${checking.sim.authority.ca}`;
    const proxy = await startProxy({ inspects: { authority: inspector, servers } });
    checking.network.set({ proxy: proxy.address });
    const untrusted = await checking.check();
    assert.deepEqual(untrusted.amiss.slice(0, 3), ['tls error', 'signInHost error', 'graph error']);
    await checking.trust(inspector.ca);
    checking.network.set({ proxy: proxy.address, noProxy: ['<-loopback>', 'nobody.test'] });
    assert.deepEqual((await checking.check()).amiss, []);
  });
});
