import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInRequiredError } from '../../../../src/graph/tokens.ts';
import { UploadError } from '../../../../src/upload/errors.ts';
import { isToldByFiles } from '../../../../src/upload/running/folderResult.ts';

describe('isToldByFiles', () => {
  it('lets files speak for a folder that was gone through', () => {
    assert.equal(isToldByFiles({ status: 'skipped' }, 3), true);
    assert.equal(isToldByFiles({ status: 'awaitingCommit' }, 3), true);
    const error = new UploadError('filesFailed', { failed: 1, total: 3 });
    assert.equal(isToldByFiles({ status: 'failed', error }, 3), true);
  });

  it('tells of a folder that was not gone through to its end, although some files are uploaded', () => {
    assert.equal(isToldByFiles({ status: 'failed', error: new SignInRequiredError('rejected') }, 3), false);
    assert.equal(isToldByFiles({ status: 'paused' }, 3), false);
    assert.equal(isToldByFiles({ status: 'cancelled' }, 3), false);
  });

  it('tells of a folder without files', () => {
    assert.equal(isToldByFiles({ status: 'skipped' }, 0), false);
  });
});
