import type { SignInProblem } from './errors.ts';

/**
 * Numbers of Microsoft's identity platform by what they mean to a client like this one.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes; those that it leaves out are from
 * login.microsoftonline.com/error and from Microsoft's troubleshooting articles on the single numbers.
 */
const codesOfProblem: readonly (readonly [SignInProblem, readonly number[]])[] = [
  // The sign-in has ended, or the page has to go on with the user: refresh token or code expired, revoked or used,
  // session gone, sign-in frequency, "stay signed in?".
  [
    'interactionRequired',
    [
      16001, 16002, 160021, 50058, 50085, 50089, 50132, 50133, 50136, 50139, 50140, 50143, 50168, 50173, 50197, 50199,
      51006, 54005, 70000, 70008, 70043, 70044, 81010, 700005, 700020, 700082, 700084,
    ],
  ],
  ['consentRequired', [65001, 90008, 9002341]],
  ['declined', [65004]],
  ['timedOut', [70016, 70019, 70020]],
  ['passwordProblem', [50053, 50055, 50056, 50064, 50125, 50126, 50135, 50144, 80007]],
  ['mfaRequired', [50072, 50074, 50076, 50078, 50079, 50158, 53004]],
  ['accountNotInTenant', [16000, 16003, 50014, 50020, 50034, 51004, 90072]],
  // Also a registration for personal accounts or for organisations only, with a tenant setting for the others.
  ['wrongAccountType', [500200, 500208, 9002331, 9002332, 9002346]],

  // 650052: the organisation has not enabled the service, 90099: nor the application for its partners.
  ['adminConsentRequired', [90093, 90094, 90095, 90099, 650051, 650052]],
  // Tenant restrictions, risk, sign-in hours, cross-tenant policies.
  [
    'blockedByPolicy',
    [50002, 53010, 53011, 54000, 80012, 90084, 90123, 135011, 500021, 500022, 500212, 500213, 530034, 1000031, 1000104],
  ],
  ['userDisabled', [50057]],
  ['userNotAssigned', [50105]],

  ['unknownApp', [70001, 700011, 700016, 7000112]],
  // 90023xx: the address is registered for a web page instead of a desktop application.
  ['redirectMismatch', [50011, 70004, 500112, 500113, 900971, 9002325, 9002326, 9002327]],
  ['publicClientOff', [70002, 7000218]],
  ['appNotPreauthorized', [65002]],
  ['appNotMultiTenant', [50194, 90124, 90130, 9001023]],
  // Permissions, resource, keys or response types of the registration; 1000502: its certificate.
  [
    'appMisconfigured',
    [
      28002, 28003, 50001, 50003, 50010, 50146, 65005, 70003, 70005, 70007, 70011, 90009, 500011, 500014, 650053,
      650054, 650056, 650057, 700022, 700023, 700025, 700027, 700054, 901002, 1000502, 7000215, 7000222,
    ],
  ],
  // Also a tenant of another cloud.
  ['tenantUnknown', [50049, 50059, 50128, 90002, 90019, 90038, 90051, 900021, 900023]],

  ['throttled', [50088, 50166, 50196, 90055]],
  [
    'serviceProblem',
    [
      20001, 20012, 20033, 40008, 40009, 40010, 40015, 50000, 50033, 50086, 50087, 51005, 70012, 80001, 80002, 80005,
      80010, 80013, 80014, 90006, 90012, 90024, 90033, 90036, 90090, 90091, 90092,
    ],
  ],
  // Requests that are malformed: not what the user, the administrator or the registration did.
  [
    'unexpected',
    [
      50134, 50147, 70018, 90004, 90005, 90013, 90014, 90015, 90023, 90056, 90100, 90102, 90119, 90120, 900144, 900561,
      501481, 501491, 9002313,
    ],
  ],
];

/**
 * Policies about the device that asks for the token: managed, compliant, known, of a platform that is allowed; or about
 * the way to sign in itself. Where another device shows a code they cannot be met.
 */
const devicePolicies: readonly number[] = [
  50005, 50097, 50127, 50129, 50131, 50155, 50187, 53000, 53001, 53002, 53003, 53009, 530002, 530003, 530032, 530033,
  530035, 700003,
];

/**
 * Ends a refresh token that began with a device code once a policy blocks these: signing in another way helps.
 * Source: learn.microsoft.com/entra/identity/conditional-access/concept-authentication-flows.
 */
const deviceCodePolicies: readonly number[] = [530036];

interface KnownCode {
  readonly problem: SignInProblem;
  /** Of a policy: what it refuses, if not the user. */
  readonly refuses?: 'device' | 'deviceCode';
}

const knownCodes = new Map<number, KnownCode>([
  ...codesOfProblem.flatMap(([problem, codes]) => codes.map((code) => [code, { problem }] as const)),
  ...devicePolicies.map((code) => [code, { problem: 'blockedByPolicy', refuses: 'device' }] as const),
  ...deviceCodePolicies.map((code) => [code, { problem: 'blockedByPolicy', refuses: 'deviceCode' }] as const),
]);

/** What a number means, without the prefix AADSTS; `undefined` for one that this product does not know. */
export function knownCode(code: number): KnownCode | undefined {
  return knownCodes.get(code);
}
