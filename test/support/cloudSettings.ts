import type { Simulator } from '../sim/index.ts';

/** The settings of a user that lead the extension to a simulator. */
export function cloudSettings({ graphUrl }: Simulator): Record<string, unknown> {
  return { 'onedrive.cloud': 'custom', 'onedrive.customCloud': { graph: graphUrl, authority: graphUrl } };
}
