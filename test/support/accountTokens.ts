import { AccountTokens } from '../../src/auth/accountTokens.ts';
import type { Renewal } from '../../src/auth/accountTokens.ts';
import { SignInError } from '../../src/auth/errors.ts';
import type { SignInProblem } from '../../src/auth/errors.ts';
import type { KnownAccount, Permission } from '../../src/auth/model.ts';
import type { IdentityClient, IssuedToken } from '../../src/auth/ports.ts';
import { ManualClock } from './manualClock.ts';
import { ScriptedIdentity } from './scriptedIdentity.ts';

export const never = new AbortController().signal;
export const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';

type Question = Parameters<Renewal>[0];
type Answer = (signal: AbortSignal) => IssuedToken | undefined | Promise<IssuedToken | undefined>;

/** Tokens of an account over a scripted client and scripted answers of the user. */
export function tokensOf(changed: { granted?: Permission[] } = {}, client?: () => IdentityClient) {
  const clock = new ManualClock();
  const identity = new ScriptedIdentity();
  const account: { -readonly [key in keyof KnownAccount]: KnownAccount[key] } = {
    id: 'msal:ada',
    kind: 'msal',
    label: 'ada@contoso.test',
    graph: 'https://graph.microsoft.us',
    keeperId: 'keeper-of-ada',
    granted: changed.granted ?? ['Files.ReadWrite'],
  };
  const questions: Question[] = [];
  const answers: Answer[] = [];
  const grants: (readonly string[])[] = [];
  const tokens = new AccountTokens({
    client: async () => client?.() ?? identity,
    account: () => account,
    clock,
    renew: async (why, signal) => {
      questions.push(why);
      const answer = answers.shift();
      if (answer === undefined) {
        throw new Error('renewal: not in the script');
      }
      return answer(signal);
    },
    onGranted: (scopes) => grants.push(scopes),
  });
  const issued = (
    accessToken: string,
    {
      minutes = 60,
      scopes = ['Files.ReadWrite'],
      id = 'keeper-of-ada',
    }: { minutes?: number; scopes?: string[]; id?: string } = {},
  ): IssuedToken => ({
    accessToken,
    expiresAt: clock.now() + minutes * 60_000,
    scopes,
    account: { id, label: 'ada@contoso.test' },
  });
  /** Answers with tokens of these names. */
  const each = (...names: readonly string[]): (() => IssuedToken)[] => names.map((name) => () => issued(name));
  return { tokens, identity, clock, account, questions, answers, grants, issued, each };
}

/** A silent answer that is a refusal. */
export function fails(problem: SignInProblem, claims?: string): () => Promise<IssuedToken> {
  return () => Promise.reject(new SignInError(problem, { claims }));
}

/** An answer that waits for the test. */
export function hold<T>(result: () => T): {
  readonly answer: (...given: readonly unknown[]) => Promise<T>;
  /** The signal that came with the question. */
  readonly signal: AbortSignal | undefined;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
} {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let signal: AbortSignal | undefined;
  return {
    answer: async (...given) => {
      signal = given.find((one) => one instanceof AbortSignal);
      await promise;
      return result();
    },
    get signal() {
      return signal;
    },
    go: () => resolve(undefined),
    fail: reject,
  };
}
