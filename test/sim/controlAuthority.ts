import { parseFailures } from './authority/parseFailure.ts';
import { type Control, required } from './controlCall.ts';
import { type JsonObject, numberAt, textAt } from './http/json.ts';

/** Controls of the authority; they answer with an error where the simulator has none. */
export const AUTHORITY_CONTROLS: Readonly<Record<string, Control>> = {
  'GET /authority': ({ simulator: { authority } }) => {
    const { url, ca, clientId, tenantId, domain, accounts } = authority;
    return { url, ca, clientId, tenantId, domain, accounts };
  },
  'GET /authority/requests': ({ simulator }) => simulator.authority.requests,
  'GET /authority/failures': ({ simulator }) => simulator.authority.failures,
  'POST /authority/failures': ({ simulator: { authority }, body }) => {
    for (const failure of parseFailures(body())) {
      authority.failNext(failure);
    }
    return authority.failures;
  },
  'DELETE /authority/failures': ({ simulator }) => simulator.authority.clearFailures(),
  'POST /authority/revoke': ({ simulator: { authority }, object }) => {
    const body = object();
    const account = textAt(body, 'account');
    if (body['tokens'] !== 'access') {
      authority.revokeRefreshTokens(account, numberAt(body, 'aadsts'));
    }
    if (body['tokens'] !== 'refresh') {
      authority.expireAccessTokens(account);
    }
  },
  'POST /authority/challenge': ({ simulator: { authority }, object }) => {
    const body = object();
    const account = textAt(body, 'account');
    authority.challenge({ claims: required(body, 'claims'), ...(account === undefined ? {} : { account }) });
  },
  'DELETE /authority/challenge': ({ simulator }) => simulator.authority.clearChallenges(),
  'POST /authority/permissions': ({ simulator: { authority }, object }) => {
    const body = object();
    const { adminOnly, withheld } = body;
    if (adminOnly !== undefined) {
      authority.requireAdminConsent(textsAt(body, 'adminOnly'));
    }
    if (withheld !== undefined) {
      authority.withhold(textsAt(body, 'withheld'));
    }
  },
  'POST /authority/settings': ({ simulator: { authority }, object }) => {
    const body = object();
    const seconds = numberAt(body, 'accessTokenSeconds');
    const use = textAt(body, 'refreshTokens');
    if (seconds !== undefined) {
      authority.accessTokenSeconds = seconds;
    }
    if (use === 'rotate' || use === 'reusable' || use === 'revokeFamily') {
      authority.refreshTokens = use;
    } else if (use !== undefined) {
      throw new Error('refreshTokens is rotate, reusable or revokeFamily');
    }
  },
  'POST /authority/reset': ({ simulator }) => simulator.authority.reset(),
};

function textsAt(body: JsonObject, key: string): string[] {
  const value = body[key];
  if (!Array.isArray(value)) {
    throw new Error(`${key} is a list`);
  }
  return value.map(String);
}
