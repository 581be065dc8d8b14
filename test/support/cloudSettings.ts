import type { Simulator } from '../sim/index.ts';

/** The settings of a user that lead the extension to a simulator, and to its authority when it has one. */
export function cloudSettings(simulator: Simulator): Record<string, unknown> {
  const { graphUrl, hasAuthority } = simulator;
  const authority = hasAuthority ? simulator.authority.url : graphUrl;
  return {
    'onedrive.cloud': 'custom',
    'onedrive.customCloud': { graph: graphUrl, authority },
    ...(hasAuthority ? { 'onedrive.auth.clientId': simulator.authority.clientId } : {}),
  };
}
