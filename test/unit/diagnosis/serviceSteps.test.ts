import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInError } from '../../../src/auth/errors.ts';
import type { Outcome } from '../../../src/diagnosis/model.ts';
import { checkClock, checkGraph, checkSignInHost } from '../../../src/diagnosis/serviceSteps.ts';
import { GraphError } from '../../../src/graph/errors.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { scriptedCheck } from '../../support/scriptedCheck.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const correlation = '6f2c7c4e-0f4f-4d52-9d4e-1b7f3c5a9e01';
const never = new AbortController().signal;
const graph = 'graph.microsoft.com';
const login = 'login.microsoftonline.com';
const offline = new TransportError('nameNotResolved', graph);
const refused: Reply = {
  status: 401,
  json: { error: { code: 'InvalidAuthenticationToken' } },
  headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT', 'request-id': 'the-id' },
};
const document: Reply = { status: 200, json: { token_endpoint: `https://${login}/common/oauth2/v2.0/token` } };

function errorIn(outcome: Outcome): unknown {
  return outcome.state === 'error' && outcome.problem.is === 'failed' ? outcome.problem.error : undefined;
}

describe('the step about the sign-in service', () => {
  it('reads the document that every client begins with', async () => {
    const check = scriptedCheck([document]);
    assert.deepEqual(await checkSignInHost(check, never), {
      state: 'ok',
      fact: { is: 'reached', host: login, way: 'own' },
    });
    assert.equal(check.transport.last.url, `https://${login}/common/v2.0/.well-known/openid-configuration`);
    assert.equal('authorization' in check.transport.last.headers, false);
  });

  it('says that the tenant does not exist', async () => {
    const json = {
      error: 'invalid_tenant',
      error_description: "AADSTS90002: Tenant 'nowhere.test' not found.",
      error_codes: [90002],
      correlation_id: correlation,
    };
    const error = errorIn(await checkSignInHost(scriptedCheck([{ status: 400, json }]), never));
    assert.ok(error instanceof SignInError);
    assert.deepEqual([error.problem, error.aadsts, error.correlationId], ['tenantUnknown', 90002, correlation]);
  });

  it('says that the service has a problem of its own', async () => {
    const error = errorIn(await checkSignInHost(scriptedCheck([{ status: 502, text: '<html>' }]), never));
    assert.ok(error instanceof SignInError);
    assert.equal(error.problem, 'serviceProblem');
  });

  for (const reply of [
    { status: 200, text: '<html>Sign in to the hotel</html>' },
    { status: 200, json: {} },
    { status: 404, text: '' },
    { status: 302, text: '', headers: { location: 'https://portal.test/' } },
  ]) {
    it(`notices that something else answers: ${reply.status} ${JSON.stringify(reply.json ?? reply.text)}`, async () => {
      const { status } = reply;
      assert.deepEqual(await checkSignInHost(scriptedCheck([reply]), never), {
        state: 'error',
        problem: { is: 'strangeAnswer', host: login, status },
      });
    });
  }

  it('tells what is wrong with the setting of the tenant', async () => {
    const error = new SignInError('tenantInvalid');
    const authority = (): string => {
      throw error;
    };
    assert.equal(errorIn(await checkSignInHost(scriptedCheck([], { authority }), never)), error);
  });

  it('only warns when a pasted token is used, which needs no sign-in service', async () => {
    const check = scriptedCheck([offline], { account: async () => ({ kind: 'token' }) });
    assert.deepEqual(await checkSignInHost(check, never), {
      state: 'warning',
      problem: { is: 'failed', error: offline },
    });
  });

  it('ends with a cancel', async () => {
    const cancel = new AbortController();
    const hang: Reply = (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        cancel.abort(new DOMException('enough', 'AbortError'));
      });
    await assert.rejects(checkSignInHost(scriptedCheck([hang]), cancel.signal), /enough/u);
  });
});

describe('the step about Graph', () => {
  it('takes a refusal in the words of Graph as an answer, and sends no token', async () => {
    const check = scriptedCheck([refused]);
    assert.deepEqual(await checkGraph(check, never), {
      state: 'ok',
      fact: { is: 'reached', host: graph, way: 'own', requestId: 'the-id' },
    });
    assert.equal(check.transport.last.url, `https://${graph}/v1.0/me`);
    assert.equal('authorization' in check.transport.last.headers, false);
  });

  it('is reached by the network support of VS Code when our own client does not get through', async () => {
    const own = new ScriptedTransport(offline);
    const vscode = new ScriptedTransport(refused);
    const ways = [
      { name: 'own', transport: own },
      { name: 'vscode', transport: vscode },
    ] as const;
    const outcome = await checkGraph(scriptedCheck([], { ways }), never);
    assert.equal(outcome.state === 'ok' && outcome.fact.is === 'reached' && outcome.fact.way, 'vscode');
    assert.equal(own.requests.length, 1);
  });

  it('fails with the reason of our own client when nothing gets through', async () => {
    const ways = [
      { name: 'own', transport: new ScriptedTransport(offline) },
      { name: 'vscode', transport: new ScriptedTransport(new TransportError('other', graph)) },
    ] as const;
    await assert.rejects(checkGraph(scriptedCheck([], { ways }), never), offline);
  });

  it('does not go on to the next way after a cancel', async () => {
    const cancel = new AbortController();
    const vscode = new ScriptedTransport(refused);
    const ways = [
      {
        name: 'own',
        transport: new ScriptedTransport(() => {
          cancel.abort();
          throw offline;
        }),
      },
      { name: 'vscode', transport: vscode },
    ] as const;
    await assert.rejects(checkGraph(scriptedCheck([], { ways }), cancel.signal), /abort/u);
    assert.equal(vscode.requests.length, 0);
  });

  for (const reply of [
    { status: 401, text: '<html>Who are you?</html>' },
    { status: 200, text: '<html>Welcome</html>' },
    { status: 302, text: '' },
  ]) {
    it(`notices an answer that is not the one to expect: ${reply.status} ${reply.text}`, async () => {
      assert.deepEqual(await checkGraph(scriptedCheck([reply]), never), {
        state: 'error',
        problem: { is: 'strangeAnswer', host: graph, status: reply.status },
      });
    });
  }

  it('says that Graph has a problem of its own', async () => {
    const reply = { status: 500, json: { error: { code: 'generalException' } }, headers: { 'request-id': 'the-id' } };
    const error = errorIn(await checkGraph(scriptedCheck([reply]), never));
    assert.ok(error instanceof GraphError);
    assert.deepEqual([error.status, error.requestId], [500, 'the-id']);
  });

  for (const status of [429, 503]) {
    it(`says how long Graph asks to wait with ${status}`, async () => {
      const reply = { status, headers: { 'retry-after': '120' } };
      assert.deepEqual(await checkGraph(scriptedCheck([reply]), never), {
        state: 'warning',
        problem: { is: 'throttled', host: graph, waitMs: 120_000 },
      });
    });
  }

  it('asks nothing while Graph wants to be left alone', async () => {
    const check = scriptedCheck([]);
    check.services.governor.hold(graph, 60_000);
    assert.deepEqual(await checkGraph(check, never), {
      state: 'warning',
      problem: { is: 'throttled', host: graph, waitMs: 60_000 },
    });
    assert.equal(check.transport.requests.length, 0);
  });
});

describe('the step about the clock', () => {
  async function clockAfter(aheadMs: number): Promise<Outcome> {
    const check = scriptedCheck([refused]);
    check.services.clock.jump(aheadMs);
    await checkGraph(check, never);
    return checkClock(check, never);
  }

  for (const aheadMs of [0, 300_000, -300_000]) {
    it(`is content with ${aheadMs / 1000} s`, async () => {
      assert.deepEqual(await clockAfter(aheadMs), { state: 'ok', fact: { is: 'time', aheadMs } });
    });
  }

  for (const aheadMs of [301_000, -301_000, 86_400_000]) {
    it(`fails with ${aheadMs / 1000} s: tokens would be refused`, async () => {
      assert.deepEqual(await clockAfter(aheadMs), { state: 'error', problem: { is: 'skewed', aheadMs } });
    });
  }

  it('is skipped when Graph does not tell the time', async () => {
    const check = scriptedCheck([{ ...refused, headers: {} }]);
    await checkGraph(check, never);
    assert.deepEqual(await checkClock(check, never), { state: 'skipped', because: { is: 'notTold' } });
  });

  it('is skipped when Graph was not reached', async () => {
    const check = scriptedCheck([]);
    check.outcomes.set('graph', { state: 'error', problem: { is: 'timedOut', ms: 1 } });
    assert.deepEqual(await checkClock(check, never), { state: 'skipped', because: { is: 'needs', step: 'graph' } });
  });
});
