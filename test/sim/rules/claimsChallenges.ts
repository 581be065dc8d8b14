import { ServiceError } from '../http/errors.ts';
import type { Grant } from '../tokens.ts';

/** A demand for claims that a token has to hold. */
export interface ClaimsChallenge {
  /** JSON as it goes to the client. */
  readonly claims: string;
  /** User principal name; undefined: everybody. */
  readonly account: string | undefined;
  /** What the JSON demands, one text for each claim. */
  readonly demands: readonly string[];
}

/** Application id of Microsoft Graph, which names itself in its challenges. */
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';

/**
 * Continuous access evaluation: Graph refuses tokens whose sign-in lacks claims that are demanded by now
 * (learn.microsoft.com/entra/identity-platform/claims-challenge). Only clients that said that they can answer are asked.
 */
export class ClaimsChallenges {
  /** Where to sign in, as challenges name it. */
  authorizationUri = 'https://login.microsoftonline.com/common/oauth2/authorize';
  readonly #list: ClaimsChallenge[] = [];

  add(challenge: ClaimsChallenge): void {
    this.#list.push({ ...challenge, account: challenge.account?.toLowerCase() });
  }

  clear(): void {
    this.#list.length = 0;
  }

  /** The first challenge that a sign-in of the account has not met. */
  unmet(account: string, met: ReadonlySet<string>): ClaimsChallenge | undefined {
    return this.#list.find(
      (challenge) =>
        (challenge.account === undefined || challenge.account === account) &&
        !challenge.demands.every((demand) => met.has(demand)),
    );
  }

  /** @throws ServiceError 401 with the challenge that the token does not meet. */
  check({ account, signIn }: Grant): void {
    const challenge = signIn?.capable === true ? this.unmet(account, signIn.met) : undefined;
    if (challenge === undefined) {
      return;
    }
    const claims = Buffer.from(challenge.claims).toString('base64');
    throw new ServiceError({
      status: 401,
      code: 'InvalidAuthenticationToken',
      message: 'Continuous access evaluation resulted in a challenge: InteractionRequired.',
      headers: {
        'WWW-Authenticate':
          `Bearer realm="", authorization_uri="${this.authorizationUri}", client_id="${GRAPH_APP}", ` +
          `error="insufficient_claims", claims="${claims}"`,
      },
    });
  }
}
