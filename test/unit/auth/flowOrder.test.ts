import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SignInProblem } from '../../../src/auth/errors.ts';
import { flowOrder, mayTryNext } from '../../../src/auth/flowOrder.ts';

describe('flowOrder', () => {
  const reachable = [undefined, 'wsl', 'ssh-remote', 'dev-container', 'attached-container', 'codespaces', 'tunnel'];
  for (const remote of reachable) {
    it(`begins with the browser in a desktop window ${remote === undefined ? 'alone' : `on ${remote}`}`, () => {
      assert.deepEqual(flowOrder({ ui: 'desktop', remote }, 'auto'), ['browser', 'deviceCode', 'vscode']);
    });
  }

  for (const remote of [undefined, 'codespaces', 'tunnel']) {
    it(`begins with a device code in a window that is itself in a browser${remote === undefined ? '' : ` on ${remote}`}`, () => {
      assert.deepEqual(flowOrder({ ui: 'web', remote }, 'auto'), ['deviceCode', 'vscode', 'browser']);
    });
  }

  it('does not count on the way back from a kind of remote that it does not know', () => {
    assert.deepEqual(flowOrder({ ui: 'desktop', remote: 'submarine' }, 'auto'), ['deviceCode', 'vscode', 'browser']);
  });

  it('takes what the user chose, and nothing else', () => {
    for (const method of ['browser', 'deviceCode', 'vscode', 'token'] as const) {
      assert.deepEqual(flowOrder({ ui: 'web', remote: 'codespaces' }, method), [method]);
    }
  });
});

describe('mayTryNext', () => {
  const rows: Record<SignInProblem, boolean> = {
    cancelled: false,
    timedOut: true,
    interactionRequired: false,
    consentRequired: false,
    declined: false,
    passwordProblem: false,
    mfaRequired: false,
    accountNotInTenant: false,
    wrongAccountType: false,
    otherAccount: false,
    adminConsentRequired: false,
    blockedByPolicy: true,
    deviceCodeBlocked: true,
    userDisabled: false,
    userNotAssigned: false,
    clientIdMissing: false,
    unknownApp: false,
    redirectMismatch: true,
    publicClientOff: true,
    appNotPreauthorized: false,
    appMisconfigured: false,
    appNotMultiTenant: false,
    tenantUnknown: false,
    tenantInvalid: false,
    accountTypeNotInCloud: false,
    portTaken: true,
    browserNotOpened: true,
    answerNotOurs: true,
    throttled: false,
    serviceProblem: false,
    unexpected: true,
  };
  const isProblem = (name: string): name is SignInProblem => Object.hasOwn(rows, name);
  for (const problem of Object.keys(rows).filter(isProblem)) {
    it(`offers ${rows[problem] ? 'another way' : 'no other way'} after ${problem}`, () => {
      assert.equal(mayTryNext(problem), rows[problem]);
    });
  }
});
