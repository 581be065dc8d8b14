import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkAccount, checkDrive, checkQuota } from '../../../src/diagnosis/accountSteps.ts';
import type { Outcome } from '../../../src/diagnosis/model.ts';
import { GraphError } from '../../../src/graph/errors.ts';
import { SignInRequiredError } from '../../../src/graph/tokens.ts';
import { after, scriptedCheck } from '../../support/scriptedCheck.ts';
import type { CheckOptions, ScriptedCheck } from '../../support/scriptedCheck.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const GiB = 1024 ** 3;

function driveWith(properties: object): readonly Reply[] {
  const drive = { id: 'd1', driveType: 'business', owner: { user: { displayName: 'Megan' } }, ...properties };
  return [
    { status: 200, json: drive },
    { status: 200, json: { id: 'root' } },
  ];
}

async function withDrive(properties: object): Promise<ScriptedCheck> {
  const check = after(scriptedCheck(driveWith(properties)), 'graph');
  await checkAccount(check, never);
  return after(check, 'account', 'drive');
}

function accountOutcome(replies: readonly Reply[], options: CheckOptions = {}): Promise<Outcome> {
  return checkAccount(after(scriptedCheck(replies, options), 'graph'), never);
}

describe('the step about the account', () => {
  it('says who it is and what was granted, when Graph takes the token', async () => {
    assert.deepEqual(await accountOutcome(driveWith({})), {
      state: 'ok',
      fact: { is: 'account', kind: 'msal', label: 'megan@contoso.com', granted: ['Files.ReadWrite'] },
    });
  });

  it('is skipped when nobody is signed in', async () => {
    const check = after(scriptedCheck([], { account: async () => undefined }), 'graph');
    assert.deepEqual(await checkAccount(check, never), { state: 'skipped', because: { is: 'signedOut' } });
    assert.equal(check.transport.requests.length, 0);
  });

  it('fails when Graph refuses the token', async () => {
    const replies = Array.from({ length: 4 }, (): Reply => ({ status: 401, json: { error: { code: 'expired' } } }));
    await assert.rejects(
      accountOutcome(replies),
      (error) => error instanceof SignInRequiredError && error.reason === 'rejected',
    );
  });

  it('fails when the token allows nothing', async () => {
    const denied: Reply = { status: 403, json: { error: { code: 'accessDenied' } } };
    await assert.rejects(accountOutcome([denied, denied]), (error) => error instanceof GraphError);
  });

  it('warns when the permission for files was not granted', async () => {
    const account: CheckOptions['account'] = async () => ({ kind: 'msal', granted: ['Sites.Read.All'] });
    assert.deepEqual(await accountOutcome(driveWith({}), { account }), {
      state: 'warning',
      problem: { is: 'permissionMissing', missing: ['Files.ReadWrite'] },
    });
  });

  it('does not know what a pasted token allows, and does not mind', async () => {
    const account: CheckOptions['account'] = async () => ({ kind: 'token' });
    const outcome = await accountOutcome(driveWith({}), { account });
    assert.deepEqual(outcome, { state: 'ok', fact: { is: 'account', kind: 'token' } });
  });

  it('is skipped when Graph was not reached, or wants to be left alone', async () => {
    const check = scriptedCheck([]);
    check.outcomes.set('graph', { state: 'error', problem: { is: 'timedOut', ms: 1 } });
    assert.deepEqual(await checkAccount(check, never), { state: 'skipped', because: { is: 'needs', step: 'graph' } });
    check.outcomes.set('graph', { state: 'warning', problem: { is: 'throttled', host: 'graph.test' } });
    assert.deepEqual(await checkAccount(check, never), { state: 'skipped', because: { is: 'throttled' } });
    assert.equal(check.transport.requests.length, 0);
  });
});

describe('the step about the drive', () => {
  it('says what it is and whose', async () => {
    assert.deepEqual(await checkDrive(await withDrive({}), never), {
      state: 'ok',
      fact: { is: 'drive', driveType: 'business', ownerName: 'Megan' },
    });
    assert.deepEqual(await checkDrive(await withDrive({ driveType: 'personal', owner: {} }), never), {
      state: 'ok',
      fact: { is: 'drive', driveType: 'personal' },
    });
  });

  it('fails when the account has none, which is no problem of the account', async () => {
    const missing: Reply = { status: 404, json: { error: { code: 'itemNotFound' } } };
    const check = after(scriptedCheck([missing, missing]), 'graph');
    assert.equal((await checkAccount(check, never)).state, 'ok');
    assert.deepEqual(await checkDrive(after(check, 'account'), never), { state: 'error', problem: { is: 'noDrive' } });
  });

  it('is skipped with the account', async () => {
    const check = scriptedCheck([]);
    check.outcomes.set('account', { state: 'skipped', because: { is: 'signedOut' } });
    assert.deepEqual(await checkDrive(check, never), { state: 'skipped', because: { is: 'signedOut' } });
  });
});

describe('the step about the space', () => {
  async function spaceOf(quota: object | undefined): Promise<Outcome> {
    return checkQuota(await withDrive({ quota }), never);
  }

  it('says what is left', async () => {
    assert.deepEqual(await spaceOf({ total: 100 * GiB, used: 99 * GiB, remaining: GiB }), {
      state: 'ok',
      fact: { is: 'space', remaining: GiB, total: 100 * GiB },
    });
  });

  it('does not mind when the service does not tell', async () => {
    assert.deepEqual(await spaceOf(undefined), { state: 'ok', fact: { is: 'space' } });
  });

  it('warns when less than a hundredth is left', async () => {
    const remaining = GiB - 1;
    const outcome = await spaceOf({ total: 100 * GiB, remaining });
    assert.deepEqual(outcome, { state: 'warning', problem: { is: 'nearlyFull', remaining } });
  });

  for (const remaining of [0, -5]) {
    it(`fails with ${remaining} bytes`, async () => {
      assert.deepEqual(await spaceOf({ total: GiB, remaining }), { state: 'error', problem: { is: 'full' } });
    });
  }

  it('is skipped without a drive', async () => {
    const check = scriptedCheck([]);
    check.outcomes.set('drive', { state: 'error', problem: { is: 'noDrive' } });
    assert.deepEqual(await checkQuota(check, never), { state: 'skipped', because: { is: 'needs', step: 'drive' } });
  });
});
