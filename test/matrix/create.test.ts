import assert from 'node:assert/strict';
import type { FaultSpec, SimulatorOptions } from '../sim/index.ts';
import { assertFailed, assertModified, matrix, stored } from '../support/matrix.ts';
import type { Row } from '../support/matrix.ts';

const route = 'createUploadSession';

function refused(status: number, more: Partial<Extract<FaultSpec, { kind: 'status' }>> = {}): readonly FaultSpec[] {
  return [{ kind: 'status', status, route, ...more }];
}

const always = { times: 'always' } as const;
const refuseHashAndPercent: SimulatorOptions = { behaviours: { refuseHashAndPercent: true } };
const oldSession = { business: 'see the row of its own', documentLibrary: 'see the row of its own' };

matrix('the answer to creating an upload session', [
  { what: 'it is made for a new file, with its time', ends: stored, check: assertModified },
  {
    what: 'it is made for a file that is to be replaced',
    there: 'old',
    task: { conflictBehavior: 'replace' },
    ends: stored,
    check: (trial) => {
      assertModified(trial);
      assert.equal(trial.requests('updateItem').length, 0, 'the time needs no request of its own');
    },
  },
  {
    what: 'it is made for a taken name beside which there is to be another',
    there: 'old',
    task: { conflictBehavior: 'rename' },
    ends: { stored: 'whole', as: 'data 1.bin' },
    check: (trial) => assert.equal(trial.item()?.size, 3),
  },
  { what: '400 invalidRequest', faults: refused(400), ends: { failed: 'refused' } },
  { what: '400 as a page of HTML', faults: refused(400, { body: 'html' }), ends: { failed: 'refused' } },
  { what: 'a name with # % & and blanks', name: '50% & #1 ä b.bin', ends: stored },
  {
    what: 'a name with # % in a tenant that refuses them',
    name: '50% & #1.bin',
    simulator: refuseHashAndPercent,
    ends: { failed: 'refused' },
  },
  {
    what: '401, and there is another token',
    faults: refused(401),
    play: (trial) => {
      trial.token = () => trial.newToken();
      return trial.upload();
    },
    ends: stored,
  },
  {
    what: '401 with a claims challenge, and there is another token',
    faults: refused(401, { headers: { 'WWW-Authenticate': 'Bearer error="insufficient_claims", claims="e30="' } }),
    play: (trial) => {
      trial.token = () => trial.newToken();
      return trial.upload();
    },
    ends: stored,
  },
  { what: '401, and there is no other token', faults: refused(401), ends: { failed: 'SignInRequiredError' } },
  { what: '403 accessDenied', faults: refused(403), ends: { failed: 'accessDenied' } },
  { what: '403 notAllowed', faults: refused(403, { code: 'notAllowed' }), ends: { failed: 'accessDenied' } },
  {
    what: 'the folder is gone',
    play: async (trial) => {
      await trial.add();
      trial.sim.removeItem('/Reports');
      return trial.run();
    },
    ends: { failed: 'destinationMissing' },
  },
  {
    what: 'a web page cannot be replaced, 404',
    name: 'page.aspx',
    there: 'old',
    task: { conflictBehavior: 'replace' },
    faults: refused(404, { file: '\\.aspx$' }),
    ends: { failed: 'destinationMissing' },
  },
  { what: '415', faults: refused(415), ends: { failed: 'refused' } },
  { what: '500 for a moment', faults: refused(500), ends: stored },
  { what: '500 by a rule of the library', faults: refused(500, always), ends: { failed: 'GraphError' } },
  { what: '502 for a moment', faults: refused(502), ends: stored },
  { what: '504 for a moment', faults: refused(504, { times: 2 }), ends: stored },
  { what: '509', faults: refused(509), ends: stored },
  { what: '507', faults: refused(507), ends: { failed: 'overQuota' } },
]);

matrix('409, 412 and 423 to creating an upload session', [
  { what: 'the name is taken', there: 'other', ends: { failed: 'nameTaken' } },
  {
    what: 'the name is that of a folder',
    play: (trial) => {
      trial.sim.putItem('/Reports/data.bin', { folder: true });
      return trial.upload({ conflictBehavior: 'replace' });
    },
    ends: { failed: 'nameTakenByFolder' },
  },
  {
    what: 'a paused upload of another file has the name',
    play: async (trial) => {
      await trial.pauseAt(1);
      return trial.uploadOther('elsewhere');
    },
    ends: stored,
    check: (trial) => assert.equal(trial.window.manager.rows.length, 1, 'the other one stays on the list'),
  },
  {
    what: 'somebody else is uploading to the name',
    play: (trial) => {
      trial.sim.openForeignSession('/Reports/data.bin');
      return trial.upload();
    },
    leftOut: { personal: 'any number of sessions may have one name there' },
    ends: { failed: 'uploadInProgress' },
    orphans: 1,
  },
  {
    what: 'somebody else was uploading to the name and has gone',
    play: async (trial) => {
      trial.sim.openForeignSession('/Reports/data.bin');
      assertFailed(await trial.upload(), 'uploadInProgress');
      trial.sim.clock.advance(16 * 60_000);
      return trial.run();
    },
    leftOut: { personal: 'any number of sessions may have one name there' },
    ends: stored,
  },
  {
    what: 'somebody else is uploading to the name',
    play: (trial) => {
      trial.sim.openForeignSession('/Reports/data.bin');
      return trial.upload();
    },
    leftOut: oldSession,
    ends: stored,
    orphans: 1,
  },
  { what: '409 resourceModified, twice', faults: refused(409, { code: 'resourceModified', times: 2 }), ends: stored },
  {
    what: '409 resourceModified, always',
    faults: refused(409, { code: 'resourceModified', ...always }),
    ends: { conflict: 'changedOnServer', because: 'changedOnServer' },
  },
  {
    what: '412 resourceModified',
    faults: refused(412),
    ends: { conflict: 'changedOnServer', because: 'changedOnServer' },
  },
  {
    what: '412 notAllowed',
    faults: refused(412, { code: 'notAllowed' }),
    ends: { conflict: 'changedOnServer', because: 'changedOnServer' },
  },
  ...(['current', 'legacy'] as const).flatMap((form): Row[] => [
    {
      what: `somebody has the file open (${form} answer)`,
      there: 'other',
      play: (trial) => {
        trial.sim.lock('/Reports/data.bin', form);
        return trial.upload({ conflictBehavior: 'replace' });
      },
      ends: { failed: 'locked' },
    },
    {
      what: `somebody had the file open (${form} answer) and closes it`,
      there: 'other',
      play: async (trial) => {
        trial.sim.lock('/Reports/data.bin', form);
        assertFailed(await trial.upload({ conflictBehavior: 'replace' }), 'locked');
        trial.sim.unlock('/Reports/data.bin');
        return trial.run();
      },
      ends: stored,
    },
  ]),
]);

matrix('space that is looked at before an upload session is created', [
  {
    what: 'there is too little, and the service looks at once',
    play: (trial) => {
      trial.sim.setQuota(1000);
      return trial.upload();
    },
    leftOut: {
      business: 'the size is only announced to personal drives, as documented',
      documentLibrary: 'the size is only announced to personal drives, as documented',
    },
    ends: { failed: 'overQuota' },
    check: (trial) => assert.equal(trial.requests('fragment').length, 0),
  },
  {
    what: 'there was too little and then enough',
    play: async (trial) => {
      trial.sim.setQuota(1000);
      assertFailed(await trial.upload(), 'overQuota');
      trial.sim.setQuota(1_000_000_000);
      return trial.run();
    },
    ends: stored,
  },
]);

const unknownSession = 'the first session, of which nobody knows, is in no way of a second one there';

matrix('no answer to creating an upload session', [
  { what: 'nobody answers', faults: [{ kind: 'hang', route }], limits: { answerMs: 300 }, ends: stored },
  { what: 'the connection breaks', faults: [{ kind: 'cut', afterBytes: 10, route }], ends: stored },
  ...(['loseAnswer', 'truncatedJson'] as const).flatMap((kind): Row[] => [
    {
      what: `it is made, but the answer is no use (${kind})`,
      faults: [{ kind, route }],
      leftOut: { personal: unknownSession },
      ends: { failed: 'uploadInProgress' },
      orphans: 1,
    },
    {
      what: `it is made, but the answer is no use (${kind}), and then it expires`,
      faults: [{ kind, route }],
      leftOut: { personal: unknownSession },
      play: async (trial) => {
        assertFailed(await trial.upload(), 'uploadInProgress');
        trial.sim.clock.advance(16 * 60_000);
        return trial.run();
      },
      ends: stored,
    },
    {
      what: `it is made, but the answer is no use (${kind})`,
      faults: [{ kind, route }],
      leftOut: oldSession,
      ends: stored,
      orphans: 1,
    },
  ]),
]);
