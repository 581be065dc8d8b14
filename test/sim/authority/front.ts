import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { problem } from './aadsts.ts';
import { authorizeQuery, scopeProblem, setScopes } from './authorizeRequest.ts';
import { Call } from './call.ts';
import { discoveryDocument, instanceDocument } from './discovery.ts';
import { forward } from './forward.ts';
import { Interactions } from './interactions.ts';
import { adminConsentPage, messagePage } from './pages/signIn.ts';
import { DEVICE_GRANT } from './provider.ts';
import type { AuthorityState } from './state.ts';
import { libraryProblem, tokenAnswer } from './tokenAnswer.ts';
import { clientProblem, readTokenRequest, type TokenRequest } from './tokenRequest.ts';

/** What Entra shows to the outside; the library works behind it. */
export class Front {
  readonly #state: AuthorityState;
  readonly #interactions: Interactions;
  readonly #library: ReturnType<Provider['callback']>;
  /** What is known of requests that the library works on. */
  readonly #calls = new WeakMap<IncomingMessage, { call: Call; token?: TokenRequest }>();

  constructor(state: AuthorityState, provider: Provider) {
    this.#state = state;
    this.#interactions = new Interactions(state, provider);
    provider
      .on('grant.success', (context) => {
        const { AccessToken, Account } = context.oidc.entities;
        context.body = tokenAnswer(state, {
          body: context.body,
          accountId: Account?.accountId ?? '',
          grantId: AccessToken?.grantId ?? '',
          capable: this.#calls.get(context.req)?.token?.claims.capable ?? false,
        });
      })
      .on('device_authorization.success', (_context, out) => {
        const page = `${state.url}/devicelogin`;
        delete out['verification_uri_complete'];
        Object.assign(out, {
          verification_uri: page,
          interval: state.devicePollSeconds,
          message: `To sign in, use a web browser to open the page ${page} and enter the code ${String(out['user_code'])} to authenticate.`,
        });
      });
    provider.use(async (context, next) => {
      await next();
      // RFC 9207; Entra does not send it.
      const location = context.response.get('Location');
      if (location !== undefined) {
        context.response.set('Location', location.replace(/[?&]iss=[^&]*$/u, ''));
      }
    });
    provider.on('server_error', (context, error) => {
      context.body = `The simulator failed: ${String(error)}`;
    });
    for (const event of ['grant.error', 'device_authorization.error'] as const) {
      provider.on(event, (context, error) => {
        const call = this.#calls.get(context.req)?.call;
        context.body = call?.problemJson(libraryProblem(error));
      });
    }
    this.#library = provider.callback();
  }

  /** Answers one request. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new Call(this.#state, request, response);
    const { tenant, path } = call;
    if (tenant === 'devicelogin') {
      call.redirect(`/common/oauth2/v2.0/deviceauth`);
      return;
    }
    if (path.startsWith('oauth2/v2.0/interaction/')) {
      await this.#interactions.handle(call);
      return;
    }
    switch (`${request.method} ${path}`) {
      case 'GET discovery/instance':
        call.note({ at: 'discovery' });
        call.json(instanceDocument(this.#state));
        return;
      case 'GET v2.0/.well-known/openid-configuration':
        this.#discover(call);
        return;
      case 'GET oauth2/v2.0/authorize': {
        const query = authorizeQuery(this.#state, call);
        if (query !== undefined) {
          await this.#forward(call, { query });
        }
        return;
      }
      case 'POST oauth2/v2.0/token':
        await this.#token(call, await call.form());
        return;
      case 'POST oauth2/v2.0/devicecode':
        await this.#deviceCode(call, await call.form());
        return;
      case 'GET oauth2/v2.0/logout':
        call.note({ at: 'logout' });
        await this.#forward(call, { query: new URLSearchParams() });
        return;
      case 'GET adminconsent':
      case 'POST adminconsent':
        await this.#adminConsent(call);
        return;
      default:
        await this.#forward(call, {});
    }
  }

  #forward(
    call: Call,
    changed: { readonly query?: URLSearchParams; readonly body?: URLSearchParams },
    token?: TokenRequest,
  ): Promise<void> {
    return forward(this.#library, call, {
      ...changed,
      seen: (inner) => this.#calls.set(inner, { call, ...(token === undefined ? {} : { token }) }),
    });
  }

  #discover(call: Call): void {
    call.note({ at: 'discovery' });
    if (this.#state.tenants.knows(call.tenant)) {
      call.json(discoveryDocument(this.#state, call.tenant));
    } else {
      call.refuse(problem(90_002, { error: 'invalid_tenant' }));
    }
  }

  async #token(call: Call, body: URLSearchParams): Promise<void> {
    const token = readTokenRequest(this.#state, call, body);
    if (token === undefined) {
      return;
    }
    const passed = new URLSearchParams(body);
    // What is granted follows from consent, as with Entra; the library would tie it to the first request.
    passed.delete('scope');
    if (token.grant === 'device_code') {
      passed.set('grant_type', DEVICE_GRANT);
    }
    await this.#forward(call, { body: passed }, token);
  }

  async #deviceCode(call: Call, body: URLSearchParams): Promise<void> {
    const state = this.#state;
    const scope = body.get('scope') ?? '';
    const claims = body.get('claims');
    call.note({ at: 'deviceCode', scopes: scope.split(' '), claims: claims ?? undefined });
    const wrong = clientProblem(state, call, body);
    if (wrong !== undefined) {
      call.refuse(wrong);
      return;
    }
    const failure = state.takeFailure('deviceCode');
    if (failure !== undefined) {
      call.fail(failure);
      return;
    }
    const refused = scopeProblem(state, scope, claims);
    if (refused !== undefined) {
      call.refuse(refused);
      return;
    }
    const passed = new URLSearchParams({ client_id: state.clientId });
    setScopes(state, passed, scope, claims);
    await this.#forward(call, { query: new URLSearchParams(), body: passed });
  }

  /** Where an administrator consents for everybody (learn.microsoft.com/entra/identity-platform/v2-admin-consent). */
  async #adminConsent(call: Call): Promise<void> {
    const state = this.#state;
    const posted = call.request.method === 'POST' ? await call.form() : undefined;
    if (call.query.get('client_id') !== state.clientId) {
      call.showProblem(problem(700_016));
    } else if (posted === undefined) {
      call.html(adminConsentPage(call.request.url ?? '', state.appName, [...state.adminOnly]));
    } else if (posted.has('accept')) {
      for (const name of state.adminOnly) {
        state.adminGranted.add(name);
      }
      call.html(messagePage('Permissions granted', `${state.appName} may be used in your organization.`));
    } else {
      call.html(messagePage('Nothing was granted', 'You can close this window.'));
    }
  }
}
