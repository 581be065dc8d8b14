import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { abortReason, isAbort } from '../../../src/base/abort.ts';

describe('isAbort', () => {
  it('knows the reason of the signal, whatever it is', () => {
    const reason = new Error('the user went away');
    assert.equal(isAbort(reason, AbortSignal.abort(reason)), true);
  });

  it('knows an AbortError without a signal', () => {
    assert.equal(isAbort(AbortSignal.abort().reason), true);
  });

  it('takes no other error for an abort, even after one', () => {
    assert.equal(isAbort(new Error('disk full'), AbortSignal.abort()), false);
  });

  it('takes the reason of a signal that is not aborted for an error', () => {
    assert.equal(isAbort(undefined, new AbortController().signal), false);
  });
});

describe('abortReason', () => {
  it('gives the error with which the signal was aborted', () => {
    const reason = new Error('why');
    assert.equal(abortReason(AbortSignal.abort(reason)), reason);
  });

  it('makes an AbortError of a reason that is no error', () => {
    assert.equal(abortReason(AbortSignal.abort('just so')).name, 'AbortError');
  });
});
