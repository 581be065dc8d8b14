import type { Cloud } from '../graph/clouds.ts';
import { hasFeature } from '../graph/features.ts';
import { SignInError } from './errors.ts';

/** The tenant of all personal accounts. Source: learn.microsoft.com/entra/identity-platform/id-token-claims-reference. */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;
const domain = /^(?=.{4,253}$)(?:[\da-z](?:[\da-z-]{0,61}[\da-z])?\.)+[a-z](?:[\da-z-]{0,61}[\da-z])$/u;

/**
 * Where accounts of a tenant sign in to a cloud. A custom cloud whose authority has a path names its tenant itself.
 * @param tenant `common`, `organizations`, `consumers`, the id of a tenant or one of its domains.
 * Source: learn.microsoft.com/entra/identity-platform/msal-client-application-configuration#authority.
 * @throws {SignInError} `tenantInvalid`, `accountTypeNotInCloud`.
 */
export function authorityOf(cloud: Cloud, tenant: string): string {
  if (cloud.id === 'custom' && new URL(cloud.authority).pathname !== '/') {
    return cloud.authority;
  }
  return `${cloud.authority}/${tenantIn(cloud, tenant.trim().toLowerCase())}`;
}

function tenantIn(cloud: Cloud, tenant: string): string {
  const hasPersonalAccounts = hasFeature(cloud, 'personalAccounts');
  if (tenant === '' || tenant === 'common') {
    return hasPersonalAccounts ? 'common' : 'organizations';
  }
  if ((tenant === 'consumers' || tenant === personalTenant) && !hasPersonalAccounts) {
    throw new SignInError('accountTypeNotInCloud');
  }
  // Nothing else may become a part of the address.
  if (tenant === 'consumers' || tenant === 'organizations' || guid.test(tenant) || domain.test(tenant)) {
    return tenant;
  }
  throw new SignInError('tenantInvalid');
}
