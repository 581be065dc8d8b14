import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { orAborted } from '../../../src/base/abort.ts';
import { checkConnection } from '../../../src/diagnosis/checkConnection.ts';
import { stepIds } from '../../../src/diagnosis/model.ts';
import type { StepId, StepResult } from '../../../src/diagnosis/model.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { scriptedCheck } from '../../support/scriptedCheck.ts';
import type { CheckOptions, ScriptedCheck } from '../../support/scriptedCheck.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const host = 'graph.microsoft.com';
const unknownName = new TransportError('nameNotResolved', host);
const document: Reply = { status: 200, json: { token_endpoint: 'https://login.microsoftonline.com/token' } };
const refused: Reply = {
  status: 401,
  json: { error: { code: 'InvalidAuthenticationToken' } },
  headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' },
};
const rest: readonly Reply[] = [
  { status: 200, json: { id: 'd1', driveType: 'business' } },
  { status: 200, json: { id: 'root' } },
  { status: 200, json: { uploadUrl: 'https://upload.test/rup/canary' } },
  { status: 200, json: {} },
  { status: 204 },
];

async function run(
  check: ScriptedCheck,
  signal = never,
): Promise<{ results: readonly StepResult[]; told: string[]; states: string[] }> {
  const told: string[] = [];
  const results = await checkConnection(
    check.services,
    (step, result) => void told.push(`${step} ${result?.outcome.state ?? 'running'}`),
    signal,
  );
  return { results, told, states: results.map(({ step, outcome }) => `${step} ${outcome.state}`) };
}

function outcomeOf(results: readonly StepResult[], step: StepId): StepResult['outcome'] | undefined {
  return results.find((result) => result.step === step)?.outcome;
}

describe('a connection check', () => {
  it('tries every step in order and tells each as it goes', async () => {
    const check = scriptedCheck([document, refused, ...rest]);
    const { results, told } = await run(check);
    assert.deepEqual(
      told,
      stepIds.flatMap((step) => [`${step} running`, `${step} ok`]),
    );
    assert.deepEqual(
      results.map(({ step }) => step),
      stepIds,
    );
    assert.equal(check.transport.left, 0);
  });

  it('logs a line for each step, without secrets and names', async () => {
    const check = scriptedCheck([document, refused, ...rest]);
    await run(check);
    const lines = check.services.log.lines.filter((line) => line.includes('check connection: '));
    assert.deepEqual(
      lines.map((line) => /^info check connection: (\w+): ok: /u.exec(line)?.[1]),
      stepIds,
    );
    assert.doesNotMatch(check.services.log.text, /canary|megan|token-1/u);
  });

  it('skips what cannot work when nothing is reached', async () => {
    const ways = [{ name: 'own', transport: new ScriptedTransport(unknownName, unknownName) }] as const;
    const check = scriptedCheck([], { ways });
    check.probe.addresses = unknownName;
    const { results, states } = await run(check);
    assert.deepEqual(states, [
      'name error',
      'proxy ok',
      'tls skipped',
      'signInHost error',
      'graph error',
      'clock skipped',
      'account skipped',
      'drive skipped',
      'quota skipped',
      'uploadHost skipped',
    ]);
    assert.deepEqual(outcomeOf(results, 'uploadHost'), { state: 'skipped', because: { is: 'needs', step: 'graph' } });
    assert.match(check.services.log.text, /^warn check connection: name: error: nameNotResolved/mu);
    assert.equal(check.transport.requests.length, 0);
  });

  it('says of the last steps that nobody is signed in', async () => {
    const { results } = await run(scriptedCheck([document, refused], { account: async () => undefined }));
    for (const step of ['account', 'drive', 'quota', 'uploadHost'] as const) {
      assert.deepEqual(outcomeOf(results, step), { state: 'skipped', because: { is: 'signedOut' } });
    }
  });

  it('makes less of problems of our own way when the network support of VS Code gets through', async () => {
    const options: CheckOptions = {
      ways: [
        { name: 'own', transport: new ScriptedTransport(unknownName, unknownName) },
        { name: 'vscode', transport: new ScriptedTransport(document, refused) },
      ],
    };
    const check = scriptedCheck(rest, options);
    check.probe.addresses = unknownName;
    const { results, told } = await run(check);
    assert.deepEqual(outcomeOf(results, 'name'), {
      state: 'warning',
      problem: { is: 'bypassed', problem: { is: 'failed', error: unknownName } },
    });
    assert.equal(outcomeOf(results, 'uploadHost')?.state, 'ok');
    assert.deepEqual(
      told.filter((line) => line.startsWith('name')),
      ['name running', 'name error', 'name warning'],
    );
  });

  it('does not wait without end for a step', async () => {
    const check = scriptedCheck([]);
    check.probe.lookUp = (_host: string, signal = never) => orAborted(new Promise(() => {}), signal);
    const { results } = await run(check);
    assert.deepEqual(outcomeOf(results, 'name'), { state: 'error', problem: { is: 'timedOut', ms: 10_000 } });
    assert.equal(results[0]?.tookMs, 10_000);
    assert.equal(check.services.clock.pending, 0);
  });

  it('says that Graph asks to wait when the client does so until its time is over', async () => {
    const throttled: Reply = { status: 429, headers: { 'retry-after': '600' } };
    const { results } = await run(scriptedCheck([document, refused, throttled, throttled]));
    const outcome = outcomeOf(results, 'account');
    assert.equal(outcome?.state === 'warning' && outcome.problem.is, 'throttled');
    assert.deepEqual(outcomeOf(results, 'uploadHost'), { state: 'skipped', because: { is: 'throttled' } });
  });

  it('ends with a cancel: the rest counts as cancelled, and nothing is told as running any more', async () => {
    const cancel = new AbortController();
    const check = scriptedCheck([
      () => {
        cancel.abort();
        throw unknownName;
      },
    ]);
    const { results, told } = await run(check, cancel.signal);
    assert.deepEqual(
      results.slice(3).map(({ outcome }) => outcome),
      stepIds.slice(3).map(() => ({ state: 'skipped', because: { is: 'cancelled' } })),
    );
    assert.equal(told.includes('graph running'), false);
    assert.equal(check.services.clock.pending, 0);
  });
});
