import { randomBytes } from 'node:crypto';
import { type Configuration, type Context, Provider } from 'oidc-provider';
import { codePage, confirmPage } from './pages/device.ts';
import { messagePage } from './pages/signIn.ts';
import { signOutPage } from './pages/signOut.ts';
import { readClaims } from './claimsRequest.ts';
import { CLAIMS, signInPolicy } from './policy.ts';
import { OPENID_SCOPES, PERMISSION_NAMES } from './scopes.ts';
import type { AuthorityState } from './state.ts';

const DAY_SECONDS = 86_400;
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Redirects of a native application: any port (RFC 8252 section 7.3), with and without the empty path. */
const LOOPBACK_REDIRECTS = ['http://localhost', 'http://localhost/', 'http://127.0.0.1', 'http://127.0.0.1/'];

/** The library, set up as this authority; its own notices about development defaults have no reason to appear. */
export function makeProvider(
  state: AuthorityState,
  setup: { readonly signingKey: object; readonly deviceCodeSeconds: number },
): Provider {
  const { service, clientId, appName } = state;
  const configuration: Configuration = {
    adapter: state.store.adapter,
    claims: { openid: ['sub', 'oid', 'tid', 'ver', 'name', 'preferred_username'] },
    clientBasedCORS: () => false,
    clients: [
      {
        client_id: clientId,
        client_name: appName,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: LOOPBACK_REDIRECTS,
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT],
      },
    ],
    cookies: { keys: [randomBytes(16).toString('hex')] },
    expiresWithSession: async () => false,
    extraParams: [CLAIMS],
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      userinfo: { enabled: false },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '*********',
        userCodeInputSource: (context, _form, _out, error) => show(context, askForCode(context, error)),
        userCodeConfirmSource: (context, _form, _client, _device, code) =>
          show(context, confirmPage(deviceAddress(context), secret(context), { code, appName })),
        successSource: (context) =>
          show(
            context,
            messagePage('You have signed in', `You can close this window and go back to ${appName} on your device.`),
          ),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context) =>
          show(context, signOutPage(context.oidc.urlFor('end_session_confirm'), secret(context))),
        postLogoutSuccessSource: (context) =>
          show(context, messagePage('You signed out of your account', 'It is a good idea to close this window.')),
      },
    },
    findAccount: async (_context, id) => {
      const user = service.world.findUser(id);
      return (
        user && {
          accountId: id,
          claims: async () => ({
            sub: id,
            oid: id,
            tid: service.world.tenantId,
            ver: '2.0',
            name: user.displayName,
            preferred_username: user.upn,
          }),
        }
      );
    },
    interactions: {
      policy: signInPolicy(state),
      url: (context, { uid }) =>
        `${new URL(context.oidc.urlFor('authorization')).pathname.replace(/authorize$/u, 'interaction')}/${uid}`,
    },
    issueRefreshToken: async () => true,
    jwks: { keys: [setup.signingKey] },
    loadExistingGrant: async (context) => {
      const accountId = context.oidc.account?.accountId ?? '';
      const grant = new provider.Grant({ accountId, clientId: context.oidc.client.clientId });
      grant.addOIDCScope([...OPENID_SCOPES, ...state.consented(accountId)].join(' '));
      await grant.save();
      noteSignIn(state, context, grant.jti, accountId);
      return grant;
    },
    pkce: { required: () => true },
    renderError: (context, out) =>
      show(
        context,
        messagePage(
          'Sorry, but we’re having trouble signing you in.',
          `AADSTS9002313: ${out.error_description ?? out.error}`,
        ),
      ),
    rotateRefreshToken: () => state.refreshTokens !== 'reusable',
    routes: {
      authorization: '/authorize',
      token: '/token',
      device_authorization: '/devicecode',
      code_verification: '/deviceauth',
      end_session: '/logout',
      jwks: '/keys',
    },
    scopes: [...OPENID_SCOPES, ...PERMISSION_NAMES],
    ttl: {
      AccessToken: DAY_SECONDS,
      AuthorizationCode: 600,
      DeviceCode: setup.deviceCodeSeconds,
      Grant: 90 * DAY_SECONDS,
      IdToken: 3_600,
      Interaction: 3_600,
      RefreshToken: 90 * DAY_SECONDS,
      Session: DAY_SECONDS,
    },
  };
  const provider: Provider = new Provider(`${state.url}/${service.world.tenantId}/v2.0`, configuration);
  return provider;
}

/** Remembers which demands of claims challenges were met, for this browser and for the tokens of this sign-in. */
function noteSignIn(state: AuthorityState, { oidc }: Context, grantId: string, accountId: string): void {
  const demands = oidc.result?.login === undefined ? [] : (readClaims(oidc.params?.[CLAIMS])?.demands ?? []);
  const browser = `${oidc.session.uid} ${accountId}`;
  const met = new Set([...(state.signIns.get(browser)?.met ?? []), ...demands]);
  state.signIns.set(browser, { met });
  state.signIns.set(grantId, { met });
}

function askForCode(context: Context, error: Error | undefined): string {
  if (error?.name === 'AbortedError') {
    return messagePage('Sign-in cancelled', 'You can close this window.');
  }
  const complaint = error && 'That code didn’t work. Check the code and try again.';
  return codePage(deviceAddress(context), secret(context), complaint);
}

function show(context: Context, html: string): void {
  context.type = 'html';
  context.body = html;
}

function deviceAddress({ oidc }: Context): string {
  return oidc.urlFor('code_verification');
}

/** Stands in forms against requests that other sites forge. */
function secret({ oidc }: Context): string {
  return oidc.session.state?.secret ?? '';
}
