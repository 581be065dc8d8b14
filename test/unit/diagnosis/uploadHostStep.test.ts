import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkUploadHost } from '../../../src/diagnosis/uploadHostStep.ts';
import { GraphError } from '../../../src/graph/errors.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { after, scriptedCheck } from '../../support/scriptedCheck.ts';
import type { ScriptedCheck } from '../../support/scriptedCheck.ts';
import { responseOf } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const host = 'contoso-my.sharepoint.com';
const address = `https://${host}/rup/secret?tempauth=canary`;
const created: Reply = { status: 200, json: { uploadUrl: address, nextExpectedRanges: ['0-'] } };
const status: Reply = { status: 200, json: { nextExpectedRanges: ['0-'] } };
const deleted: Reply = { status: 204 };
const lost = new TransportError('connectionLost', host);

function checkWith(...script: Reply[]): ScriptedCheck {
  const check = after(scriptedCheck(script), 'drive');
  check.notes.drive = { id: 'd1', driveType: 'business', rootId: 'root' };
  return check;
}

function sent({ transport }: ScriptedCheck): string[] {
  return transport.requests.map(({ method, url }) => `${method} ${new URL(url).host}`);
}

describe('the step about the upload host', () => {
  it('makes a session, asks for it and deletes it, and tells its host only', async () => {
    const check = checkWith(created, status, deleted);
    assert.deepEqual(await checkUploadHost(check, never), { state: 'ok', fact: { is: 'uploadHost', host } });
    assert.deepEqual(sent(check), ['POST graph.microsoft.com', `GET ${host}`, `DELETE ${host}`]);
    const [create, ...others] = check.transport.requests;
    assert.match(create?.url ?? '', /\/drives\/d1\/items\/root:\/onedrive-sessions-check-[\da-f-]+\.tmp:\/create/u);
    assert.deepEqual(JSON.parse(Buffer.from(create?.body ?? []).toString()), {
      item: { '@microsoft.graph.conflictBehavior': 'fail' },
      deferCommit: true,
    });
    assert.ok(others.every(({ headers }) => !('authorization' in headers)));
    assert.doesNotMatch(check.services.log.text, /canary|secret/u);
  });

  it('deletes the session also when its host does not tell about it', async () => {
    const check = checkWith(created, lost, deleted);
    await assert.rejects(checkUploadHost(check, never), lost);
    assert.equal(sent(check).at(-1), `DELETE ${host}`);
  });

  it('tries again to delete the session', async () => {
    const check = checkWith(created, status, lost, { status: 503 }, deleted);
    assert.equal((await checkUploadHost(check, never)).state, 'ok');
    assert.equal(check.transport.left, 0);
  });

  it('is content when the session is gone already', async () => {
    const check = checkWith(created, status, { status: 404 });
    assert.equal((await checkUploadHost(check, never)).state, 'ok');
  });

  it('warns when the session cannot be deleted within its time', async () => {
    const check = checkWith(created, status, ...Array.from({ length: 40 }, () => lost));
    assert.deepEqual(await checkUploadHost(check, never), {
      state: 'warning',
      problem: { is: 'sessionLeft', host },
    });
  });

  it('deletes a session that was made while the check was cancelled', async () => {
    const cancel = new AbortController();
    const check = checkWith(() => {
      cancel.abort();
      return responseOf({ status: 200, json: { uploadUrl: address } });
    }, deleted);
    await assert.rejects(checkUploadHost(check, cancel.signal), /abort/u);
    assert.deepEqual(sent(check), ['POST graph.microsoft.com', `DELETE ${host}`]);
  });

  it('fails when Graph makes no session', async () => {
    const check = checkWith({ status: 507, json: { error: { code: 'quotaLimitReached' } } });
    await assert.rejects(checkUploadHost(check, never), (error) => error instanceof GraphError);
  });

  it('is skipped without a drive', async () => {
    const check = scriptedCheck([]);
    check.outcomes.set('drive', { state: 'skipped', because: { is: 'signedOut' } });
    assert.deepEqual(await checkUploadHost(check, never), { state: 'skipped', because: { is: 'signedOut' } });
  });
});
