import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkName, checkProxy, checkTls } from '../../../src/diagnosis/networkSteps.ts';
import type { Route } from '../../../src/diagnosis/model.ts';
import type { Trust } from '../../../src/diagnosis/ports.ts';
import { resolveCloud } from '../../../src/graph/clouds.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { scriptedCheck } from '../../support/scriptedCheck.ts';
import type { ScriptedCheck } from '../../support/scriptedCheck.ts';

const never = new AbortController().signal;
const host = 'graph.microsoft.com';
const throughProxy: Route = { via: 'proxy', server: 'proxy.test:8080', from: 'setting', authenticated: true };
const unknownName = new TransportError('nameNotResolved', host);

function checkOf(graph?: string): ScriptedCheck {
  return scriptedCheck([], graph === undefined ? {} : { cloud: resolveCloud('custom', { graph, authority: graph }) });
}

describe('the step about the name', () => {
  it('says that it was found', async () => {
    const check = checkOf();
    assert.deepEqual(await checkName(check, never), { state: 'ok', fact: { is: 'resolved', host, addresses: 2 } });
    assert.deepEqual(check.probe.asked, [`lookUp ${host}`]);
  });

  it('fails with the reason when nobody knows it', async () => {
    const check = checkOf();
    check.probe.addresses = unknownName;
    await assert.rejects(checkName(check, never), unknownName);
  });

  it('leaves it to the proxy when there is one', async () => {
    const check = checkOf();
    check.probe.addresses = unknownName;
    check.probe.way = throughProxy;
    assert.deepEqual(await checkName(check, never), { state: 'ok', fact: { is: 'leftToProxy', host } });
  });

  it('is not left to the proxy by a cancel', async () => {
    const check = checkOf();
    const cancel = new AbortController();
    cancel.abort();
    check.probe.addresses = new DOMException('aborted', 'AbortError');
    check.probe.way = throughProxy;
    await assert.rejects(checkName(check, cancel.signal), /aborted/u);
  });

  for (const graph of [
    'http://localhost:8080',
    'https://127.0.0.1',
    'https://192.0.2.7:444',
    'https://[2001:db8::1]',
  ]) {
    it(`asks nobody about ${graph}`, async () => {
      const check = checkOf(graph);
      const outcome = await checkName(check, never);
      assert.deepEqual(outcome, { state: 'ok', fact: { is: 'noLookup', host: new URL(graph).hostname } });
      assert.deepEqual(check.probe.asked, []);
    });
  }
});

describe('the step about the proxy', () => {
  for (const why of ['none', 'off', 'excluded'] as const) {
    it(`says why there is none: ${why}`, async () => {
      const check = checkOf();
      check.probe.way = { via: 'direct', why };
      const route = { via: 'direct', why };
      assert.deepEqual(await checkProxy(check, never), { state: 'ok', fact: { is: 'route', route } });
      assert.deepEqual(check.probe.asked, []);
    });
  }

  it('says which one it is when it lets us through', async () => {
    const check = checkOf();
    check.probe.way = throughProxy;
    assert.deepEqual(await checkProxy(check, never), { state: 'ok', fact: { is: 'route', route: throughProxy } });
    assert.deepEqual(check.probe.asked, [`reachProxy ${host}`]);
  });

  for (const failure of ['proxyUnreachable', 'proxyAuthentication', 'proxyRefused'] as const) {
    it(`fails when the proxy does not let us through: ${failure}`, async () => {
      const check = checkOf();
      check.probe.way = throughProxy;
      check.probe.proxy = new TransportError(failure, 'proxy.test:8080');
      await assert.rejects(checkProxy(check, never), check.probe.proxy);
    });
  }
});

describe('the step about the secure connection', () => {
  const issuer = 'Contoso Inspection CA';

  function trusted(trust: Trust, graph?: string): ScriptedCheck {
    const check = checkOf(graph);
    check.probe.greeting = { protocol: 'TLSv1.3', issuer, trust };
    return check;
  }

  it('names the protocol and who signed the certificate', async () => {
    assert.deepEqual(await checkTls(trusted({ by: 'public' }), never), {
      state: 'ok',
      fact: { is: 'encrypted', protocol: 'TLSv1.3', issuer },
    });
  });

  it('warns when the certificate is trusted on this machine only', async () => {
    const outcome = await checkTls(trusted({ by: 'private' }), never);
    assert.deepEqual(outcome, { state: 'warning', problem: { is: 'inspected', issuer } });
  });

  it('takes certificates of their own for granted in custom clouds', async () => {
    const outcome = await checkTls(trusted({ by: 'private' }, 'https://graph.example.test'), never);
    assert.equal(outcome.state, 'ok');
  });

  it('warns when a setting turns the check of certificates off', async () => {
    const outcome = await checkTls(trusted({ by: 'unchecked' }), never);
    assert.deepEqual(outcome, { state: 'warning', problem: { is: 'unchecked', issuer } });
  });

  it('fails when the certificate is not trusted', async () => {
    const outcome = await checkTls(trusted({ by: 'no', code: 'CERT_HAS_EXPIRED' }), never);
    assert.deepEqual(outcome, { state: 'error', problem: { is: 'untrusted', issuer, code: 'CERT_HAS_EXPIRED' } });
  });

  it('fails when there is no connection', async () => {
    const check = checkOf();
    check.probe.greeting = new TransportError('connectTimeout', host);
    await assert.rejects(checkTls(check, never), check.probe.greeting);
  });

  it('has nothing to look at on this machine without encryption', async () => {
    const check = checkOf('http://localhost:8080');
    assert.deepEqual(await checkTls(check, never), { state: 'ok', fact: { is: 'plain' } });
    assert.deepEqual(check.probe.asked, []);
  });

  for (const step of ['name', 'proxy'] as const) {
    it(`is skipped when the step about the ${step} failed`, async () => {
      const check = checkOf();
      check.outcomes.set(step, { state: 'error', problem: { is: 'failed', error: unknownName } });
      assert.deepEqual(await checkTls(check, never), { state: 'skipped', because: { is: 'needs', step } });
      assert.deepEqual(check.probe.asked, []);
    });
  }
});
