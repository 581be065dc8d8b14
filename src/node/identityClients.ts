import type { IdentityClient, IdentityClients } from '../auth/ports.ts';
import { createIdentityClient } from './identityClient.ts';

/** One client for each registration, which remembers whether the service wants to be left alone. */
export function identityClients(parts: Parameters<typeof createIdentityClient>[1]): IdentityClients {
  const known = new Map<string, IdentityClient>();
  return (registration) => {
    const key = `${registration.clientId} ${registration.authority}`;
    const client = known.get(key) ?? createIdentityClient(registration, parts);
    known.set(key, client);
    return Promise.resolve(client);
  };
}
