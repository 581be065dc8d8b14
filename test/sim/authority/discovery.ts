import type { JsonObject } from '../http/json.ts';
import { OPENID_SCOPES } from './scopes.ts';
import type { AuthorityState } from './state.ts';

/** The discovery document of a tenant, as Entra's looks (OpenID Connect Discovery 1.0). */
export function discoveryDocument({ url, tenants, graphUrl }: AuthorityState, tenant: string): JsonObject {
  const endpoints = `${url}/${tenant}/oauth2/v2.0`;
  return {
    token_endpoint: `${endpoints}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${url}/${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: OPENID_SCOPES,
    issuer: `${url}/${tenants.issuerPart(tenant)}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${endpoints}/authorize`,
    device_authorization_endpoint: `${endpoints}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${endpoints}/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'oid', 'tid', 'ver', 'name', 'preferred_username', 'nonce'],
    tenant_region_scope: null,
    cloud_instance_name: new URL(url).host,
    cloud_graph_host_name: new URL(graphUrl).host,
    msgraph_host: new URL(graphUrl).host,
  };
}

/** Which hosts are one cloud; what MSAL asks for when it does not know the host. */
export function instanceDocument({ url }: AuthorityState): JsonObject {
  const { host } = new URL(url);
  return {
    tenant_discovery_endpoint: `${url}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
