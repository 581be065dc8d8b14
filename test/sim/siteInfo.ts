import type { Site } from './drive/world.ts';

/** What a test sees of a SharePoint site. */
export interface SiteInfo {
  readonly id: string;
  readonly displayName: string;
  /** Its document libraries. */
  readonly libraries: readonly { readonly id: string; readonly name: string }[];
}

export function siteInfo({ id, displayName, libraries }: Site): SiteInfo {
  return { id, displayName, libraries: libraries.map(({ id: driveId, name }) => ({ id: driveId, name })) };
}
