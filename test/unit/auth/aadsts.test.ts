import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { signInErrorOf } from '../../../src/auth/aadsts.ts';
import type { During, RefusedAnswer } from '../../../src/auth/aadsts.ts';
import type { SignInProblem } from '../../../src/auth/errors.ts';

const always = ['browser', 'deviceCode', 'silent'] as const;

function problemOf(answer: RefusedAnswer, during: During): SignInProblem {
  return signInErrorOf(answer, during).problem;
}

/** What each number means in the three situations. */
const numbers: [codes: number[], browser: SignInProblem, deviceCode: SignInProblem, silent: SignInProblem][] = [
  // Sign in again.
  [
    [16001, 16002, 160021, 50058, 50085, 50089, 50132, 50133, 50136, 50139, 50140, 50143, 50168, 50173, 50197, 50199],
    'interactionRequired',
    'interactionRequired',
    'interactionRequired',
  ],
  [
    [51006, 54005, 70000, 70008, 70043, 70044, 81010, 700005, 700020, 700082, 700084],
    'interactionRequired',
    'interactionRequired',
    'interactionRequired',
  ],
  [[65001, 90008, 9002341], 'consentRequired', 'consentRequired', 'interactionRequired'],
  [
    [50053, 50055, 50056, 50064, 50125, 50126, 50135, 50144, 80007],
    'passwordProblem',
    'passwordProblem',
    'interactionRequired',
  ],
  [[50072, 50074, 50076, 50078, 50079, 50158, 53004], 'mfaRequired', 'mfaRequired', 'interactionRequired'],
  // The user's answer, or none.
  [[65004], 'declined', 'declined', 'declined'],
  [[70016, 70019, 70020], 'timedOut', 'timedOut', 'timedOut'],
  // Another account.
  [[16000, 16003, 50014, 50020, 50034, 51004, 90072], 'accountNotInTenant', 'accountNotInTenant', 'accountNotInTenant'],
  [[500200, 500208, 9002331, 9002332, 9002346], 'wrongAccountType', 'wrongAccountType', 'wrongAccountType'],
  // The administrator.
  [
    [90093, 90094, 90095, 90099, 650051, 650052],
    'adminConsentRequired',
    'adminConsentRequired',
    'adminConsentRequired',
  ],
  [
    [50002, 53010, 53011, 54000, 80012, 90084, 90123, 135011, 500021, 500022, 500212, 500213, 530034],
    'blockedByPolicy',
    'blockedByPolicy',
    'blockedByPolicy',
  ],
  [[1000031, 1000104], 'blockedByPolicy', 'blockedByPolicy', 'blockedByPolicy'],
  [
    [50005, 50097, 50127, 50129, 50131, 50155, 50187, 53000, 53001, 53002, 53003, 53009],
    'blockedByPolicy',
    'deviceCodeBlocked',
    'blockedByPolicy',
  ],
  [[530002, 530003, 530032, 530033, 530035, 700003], 'blockedByPolicy', 'deviceCodeBlocked', 'blockedByPolicy'],
  [[530036], 'blockedByPolicy', 'deviceCodeBlocked', 'interactionRequired'],
  [[50057], 'userDisabled', 'userDisabled', 'userDisabled'],
  [[50105], 'userNotAssigned', 'userNotAssigned', 'userNotAssigned'],
  // The registration and the settings.
  [[70001, 700011, 700016, 7000112], 'unknownApp', 'unknownApp', 'unknownApp'],
  [
    [50011, 70004, 500112, 500113, 900971, 9002325, 9002326, 9002327],
    'redirectMismatch',
    'redirectMismatch',
    'redirectMismatch',
  ],
  [[70002, 7000218], 'publicClientOff', 'publicClientOff', 'publicClientOff'],
  [[65002], 'appNotPreauthorized', 'appNotPreauthorized', 'appNotPreauthorized'],
  [[50194, 90124, 90130, 9001023], 'appNotMultiTenant', 'appNotMultiTenant', 'appNotMultiTenant'],
  [
    [28002, 28003, 50001, 50003, 50010, 50146, 65005, 70003, 70005, 70007, 70011, 90009, 500011, 500014, 650053],
    'appMisconfigured',
    'appMisconfigured',
    'appMisconfigured',
  ],
  [
    [650054, 650056, 650057, 700022, 700023, 700025, 700027, 700054, 901002, 1000502, 7000215, 7000222],
    'appMisconfigured',
    'appMisconfigured',
    'appMisconfigured',
  ],
  [
    [50049, 50059, 50128, 90002, 90019, 90038, 90051, 900021, 900023],
    'tenantUnknown',
    'tenantUnknown',
    'tenantUnknown',
  ],
  // Later.
  [[50088, 50166, 50196, 90055], 'throttled', 'throttled', 'throttled'],
  [
    [20001, 20012, 20033, 40008, 40009, 40010, 40015, 50000, 50033, 50086, 50087, 51005, 70012, 80001, 80002, 80005],
    'serviceProblem',
    'serviceProblem',
    'serviceProblem',
  ],
  [
    [80010, 80013, 80014, 90006, 90012, 90024, 90033, 90036, 90090, 90091, 90092],
    'serviceProblem',
    'serviceProblem',
    'serviceProblem',
  ],
  [
    [50134, 50147, 70018, 90004, 90005, 90013, 90014, 90015, 90023, 90056, 90100, 90102, 90119, 90120],
    'unexpected',
    'unexpected',
    'unexpected',
  ],
  [[900144, 900561, 501481, 501491, 9002313, 424242], 'unexpected', 'unexpected', 'unexpected'],
];

/** What words mean that come without a number. */
const words: [answer: RefusedAnswer, browser: SignInProblem, silent: SignInProblem][] = [
  [{ error: 'access_denied' }, 'declined', 'declined'],
  [{ error: 'authorization_declined' }, 'declined', 'declined'],
  [{ error: 'expired_token' }, 'timedOut', 'timedOut'],
  [{ error: 'authorization_pending' }, 'timedOut', 'timedOut'],
  [{ error: 'device_code_expired' }, 'timedOut', 'timedOut'],
  [{ error: 'slow_down' }, 'throttled', 'throttled'],
  [{ error: 'interaction_required' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'login_required' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'account_selection_required' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'consent_required' }, 'consentRequired', 'interactionRequired'],
  [{ error: 'invalid_grant' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'temporarily_unavailable' }, 'serviceProblem', 'serviceProblem'],
  [{ error: 'server_error' }, 'serviceProblem', 'serviceProblem'],
  [{ error: 'invalid_client' }, 'publicClientOff', 'publicClientOff'],
  [{ error: 'unauthorized_client' }, 'unknownApp', 'unknownApp'],
  [{ error: 'invalid_scope' }, 'appMisconfigured', 'appMisconfigured'],
  [{ error: 'invalid_resource' }, 'appMisconfigured', 'appMisconfigured'],
  [{ error: 'unsupported_response_type' }, 'appMisconfigured', 'appMisconfigured'],
  [{ error: 'unsupported_grant_type' }, 'appMisconfigured', 'appMisconfigured'],
  [{ error: 'invalid_request' }, 'unexpected', 'unexpected'],
  [{ error: 'toString' }, 'unexpected', 'unexpected'],
  [{}, 'unexpected', 'unexpected'],
  [{ error: 'invalid_grant', suberror: 'bad_token' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'token_expired' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'basic_action' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'additional_action' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'interrupted_user' }, 'interactionRequired', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'user_password_expired' }, 'passwordProblem', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'consent_required' }, 'consentRequired', 'interactionRequired'],
  [{ error: 'invalid_grant', suberror: 'message_only' }, 'blockedByPolicy', 'blockedByPolicy'],
  [{ error: 'unauthorized_client', suberror: 'protection_policy_required' }, 'blockedByPolicy', 'blockedByPolicy'],
  [{ error: 'invalid_grant', suberror: 'device_authentication_failed' }, 'blockedByPolicy', 'blockedByPolicy'],
  [{ error: 'invalid_grant', suberror: 'something_new' }, 'interactionRequired', 'interactionRequired'],
];

describe('signInErrorOf', () => {
  for (const [codes, ...problems] of numbers) {
    for (const code of codes) {
      it(`translates AADSTS${code}`, () => {
        const seen = always.map((during) => problemOf({ codes: [code] }, during));
        assert.deepEqual(seen, problems);
        assert.equal(signInErrorOf({ codes: [code] }, 'browser').aadsts, code);
      });
    }
  }

  for (const [answer, browser, silent] of words) {
    it(`translates ${JSON.stringify(answer)}`, () => {
      const seen = always.map((during) => problemOf(answer, during));
      assert.deepEqual(seen, [browser, browser, silent]);
      assert.equal(signInErrorOf(answer, 'browser').aadsts, undefined);
    });
  }

  describe('of a policy, without the user', () => {
    const policy = { codes: [53003], error: 'invalid_grant' };
    const claims = '{"access_token":{"capolids":{"essential":true}}}';
    const answers: [says: string, answer: RefusedAnswer, problem: SignInProblem][] = [
      ['nothing else', policy, 'blockedByPolicy'],
      ['claims that the page can satisfy', { ...policy, claims }, 'interactionRequired'],
      ['empty claims', { ...policy, claims: '' }, 'blockedByPolicy'],
      ['that the user can act', { ...policy, suberror: 'basic_action' }, 'interactionRequired'],
      ['that interaction is required', { codes: [53000], error: 'interaction_required' }, 'interactionRequired'],
      ['that a sign-in is required', { codes: [53000], error: 'login_required' }, 'interactionRequired'],
      [
        'that there is only a message',
        { codes: [53003], error: 'interaction_required', suberror: 'message_only' },
        'blockedByPolicy',
      ],
    ];
    for (const [says, answer, problem] of answers) {
      it(`is ${problem} when the answer says ${says}`, () => {
        assert.equal(problemOf(answer, 'silent'), problem);
        assert.equal(problemOf(answer, 'browser'), 'blockedByPolicy');
      });
    }
  });

  it('finds numbers in the text, where answers by the browser have them', () => {
    const error = signInErrorOf(
      {
        error: 'access_denied',
        description:
          'AADSTS90094: The grant requires admin permission. Trace ID: 0 Correlation ID: 3c9D0F9e-1111-4222-8333-0123456789ab Timestamp: x',
      },
      'browser',
    );
    assert.equal(error.problem, 'adminConsentRequired');
    assert.equal(error.aadsts, 90094);
    assert.equal(error.correlationId, '3c9D0F9e-1111-4222-8333-0123456789ab');
    assert.equal(error.message, 'sign-in: adminConsentRequired (AADSTS90094)');
  });

  it('prefers a number that it knows', () => {
    assert.equal(signInErrorOf({ codes: [4711, 65001] }, 'browser').aadsts, 65001);
    assert.equal(signInErrorOf({ codes: [4711], description: 'AADSTS65004: no' }, 'browser').aadsts, 65004);
    assert.equal(signInErrorOf({ codes: [4711, 4712] }, 'browser').aadsts, 4711);
    assert.equal(signInErrorOf({ description: 'XAADSTS65004, AADSTS12, AADSTS65004x' }, 'browser').aadsts, undefined);
  });

  it('takes the number before the words, except for what became of a device code', () => {
    assert.equal(problemOf({ error: 'access_denied', codes: [65004] }, 'browser'), 'declined');
    assert.equal(
      problemOf({ error: 'invalid_grant', suberror: 'bad_token', codes: [50057] }, 'silent'),
      'userDisabled',
    );
    assert.equal(problemOf({ error: 'authorization_declined', codes: [70020] }, 'deviceCode'), 'declined');
    assert.equal(problemOf({ error: 'expired_token', codes: [70018] }, 'deviceCode'), 'timedOut');
  });

  it('takes the suberror before the error', () => {
    assert.equal(problemOf({ error: 'access_denied', suberror: 'message_only' }, 'browser'), 'blockedByPolicy');
  });

  it('passes on claims and the id of the request, and nothing else of the answer', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const id = '0000aaaa-11bb-4ccc-8d22-eeeeee333333';
    const answer = { error: 'interaction_required', description: 'for ada@contoso.test', claims, correlationId: id };
    const error = signInErrorOf(answer, 'silent');
    assert.equal(error.claims, claims);
    assert.equal(error.correlationId, id);
    assert.doesNotMatch(`${error.message}${error.stack}`, /contoso/u);
    const junk = signInErrorOf(
      { error: 'x', claims: '', correlationId: 'secret of ada', description: 'Correlation ID: y' },
      'silent',
    );
    assert.equal(junk.claims, undefined);
    assert.equal(junk.correlationId, undefined);
  });
});
