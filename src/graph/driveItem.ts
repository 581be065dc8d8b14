/** The properties of a Graph driveItem that this product uses. */
export interface DriveItem {
  readonly id: string;
  readonly driveId: string;
  readonly name: string;
  readonly size: number;
  readonly eTag: string;
  readonly cTag?: string;
  readonly webUrl: string;
  readonly kind: 'file' | 'folder' | 'package';
  /** Base64 of 20 bytes; absent for 0-byte files and some old or shared items. */
  readonly quickXorHash?: string;
  /** Milliseconds since 1970. */
  readonly lastModified?: number;
}
