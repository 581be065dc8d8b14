import type { World } from '../drive/world.ts';

/** Tenant of personal accounts (learn.microsoft.com/entra/identity-platform/id-token-claims-reference, `tid`). */
const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** The forms of a tenant in an address: an id, a domain, or one of three words. */
export class Tenants {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Domain of the accounts. */
  get domain(): string {
    return domainOf(this.#world.defaultAccount);
  }

  knows(tenant: string): boolean {
    const { tenantId } = this.#world;
    return ['common', 'organizations', 'consumers', tenantId, this.domain].includes(tenant.toLowerCase());
  }

  /** Whether the account may sign in there. */
  takes(tenant: string, upn: string): boolean {
    switch (tenant.toLowerCase()) {
      case 'common':
        return true;
      case 'organizations':
        return !this.#personal;
      case 'consumers':
      case PERSONAL_TENANT:
        return this.#personal;
      default:
        return domainOf(upn) === this.domain;
    }
  }

  /** The tenant as it stands in an issuer: unknown until somebody has signed in, for the words that mean several. */
  issuerPart(tenant: string): string {
    switch (tenant.toLowerCase()) {
      case 'common':
      case 'organizations':
        return '{tenantid}';
      case 'consumers':
        return PERSONAL_TENANT;
      default:
        return this.#world.tenantId;
    }
  }

  get #personal(): boolean {
    return this.#world.tenantId === PERSONAL_TENANT;
  }
}

function domainOf(upn: string): string {
  return upn.slice(upn.indexOf('@') + 1).toLowerCase();
}
