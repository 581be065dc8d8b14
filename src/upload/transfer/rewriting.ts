import type { DriveType } from '../../graph/driveItem.ts';

/**
 * SharePoint writes properties into some files after storing them, so that their size and hash are no longer what was
 * sent (OneDrive/onedrive-api-docs#935, rclone/rclone#2599): Office documents, pages, some pictures.
 */
const rewritten =
  /\.(?:doc[xm]?|dot[xm]?|xls[xmb]?|xlt[xm]?|ppt[xm]?|pot[xm]?|pps[xm]?|vsd[xm]?|one|html?|aspx|master|jpe?g|pdf)$/iu;

/** Whether a difference between what was sent and what is stored may be the service's own doing. */
export function mayBeRewritten(name: string, driveType: DriveType): boolean {
  return driveType !== 'personal' && rewritten.test(name);
}
