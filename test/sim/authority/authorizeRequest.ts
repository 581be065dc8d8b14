import { description, type Problem, problem } from './aadsts.ts';
import type { Call } from './call.ts';
import { readClaims } from './claimsRequest.ts';
import { CLAIMS } from './policy.ts';
import { readScopes } from './scopes.ts';
import type { AuthorityState } from './state.ts';

/** Parameters that go to the library as they came. */
const PASSED = ['response_mode', 'state', 'nonce', 'prompt', 'login_hint', 'code_challenge', 'code_challenge_method'];

/** Checks a request for the sign-in page. @returns the query for the library; undefined when it was answered here. */
export function authorizeQuery(state: AuthorityState, call: Call): URLSearchParams | undefined {
  const { query } = call;
  const redirectUri = query.get('redirect_uri') ?? '';
  const scope = query.get('scope') ?? '';
  call.note({
    at: 'authorize',
    scopes: scope.split(' '),
    claims: query.get('claims') ?? undefined,
    prompt: query.get('prompt') ?? undefined,
    loginHint: query.get('login_hint') ?? undefined,
  });
  if (!state.tenants.knows(call.tenant)) {
    call.showProblem(problem(90_002));
    return undefined;
  }
  if (query.get('client_id') !== state.clientId) {
    call.showProblem(problem(700_016));
    return undefined;
  }
  if (!/^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?\/?$/u.test(redirectUri)) {
    call.showProblem(problem(50_011));
    return undefined;
  }
  const failure = state.takeFailure('authorize');
  if (failure?.cut === true || failure?.aadsts === 0) {
    call.fail(failure);
    return undefined;
  }
  const wrong = failure === undefined ? problemOf(state, call, scope) : problem(failure.aadsts, failure);
  if (wrong !== undefined) {
    tellProblem(call, redirectUri, wrong, failure?.show ?? (wrong.page ? 'page' : 'redirect'));
    return undefined;
  }
  const passed = new URLSearchParams({ client_id: state.clientId, response_type: 'code', redirect_uri: redirectUri });
  for (const name of PASSED) {
    const value = query.get(name);
    if (value !== null) {
      passed.set(name, value);
    }
  }
  setScopes(state, passed, scope, query.get('claims'));
  return passed;
}

/** Writes scopes and claims in the library's form. Only after they were found to be valid. */
export function setScopes(state: AuthorityState, to: URLSearchParams, scope: string, claims: string | null): void {
  const scopes = readScopes(scope, state.graphUrl);
  if (typeof scopes !== 'number') {
    to.set('scope', [...new Set(['openid', ...scopes.openid, ...scopes.permissions])].join(' '));
  }
  if (claims !== null) {
    to.set(CLAIMS, claims);
  }
}

/** What is wrong with scopes and claims. */
export function scopeProblem(state: AuthorityState, scope: string, claims: string | null): Problem | undefined {
  if (scope.trim() === '') {
    return problem(900_144);
  }
  const scopes = readScopes(scope, state.graphUrl);
  if (typeof scopes === 'number') {
    return problem(scopes);
  }
  return readClaims(claims ?? undefined) === undefined ? problem(9_002_313) : undefined;
}

function problemOf(state: AuthorityState, { query }: Call, scope: string): Problem | undefined {
  if (query.get('response_type') !== 'code') {
    return problem(700_054);
  }
  if (query.get('code_challenge_method') !== 'S256' || (query.get('code_challenge') ?? '') === '') {
    return problem(9_002_325);
  }
  return scopeProblem(state, scope, query.get('claims'));
}

function tellProblem(call: Call, redirectUri: string, wrong: Problem, show: 'page' | 'redirect'): void {
  if (show === 'page') {
    call.showProblem(wrong);
    return;
  }
  call.note({ aadsts: wrong.aadsts });
  const state = call.query.get('state');
  call.answerApp(
    { redirectUri, mode: call.query.get('response_mode') },
    {
      error: wrong.error,
      error_description: description(wrong),
      ...(wrong.suberror === undefined ? {} : { error_subcode: wrong.suberror }),
      ...(wrong.claims === undefined ? {} : { claims: wrong.claims }),
      ...(state === null ? {} : { state }),
    },
  );
}
