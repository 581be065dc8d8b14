/**
 * Sizes and places of fragments. Sources: learn.microsoft.com/graph/api/driveitem-createuploadsession (multiples of
 * 320 KiB, each request below 60 MiB, 5 to 10 MiB recommended).
 */

/** Every fragment but the last is a multiple of this many bytes. */
export const fragmentUnit = 320 * 1024;
/** The largest multiple below 60 MiB. */
export const largestFragment = 191 * fragmentUnit;
export const defaultFragment = 32 * fragmentUnit;
/** 5 MiB, the least that is recommended: what a user can go below, but nothing else. */
export const smallestTunedFragment = 16 * fragmentUnit;
/** Files up to this size go in one request. */
export const largestSimpleUpload = 10 * 1024 * 1024;
/** 250 GB, the largest file that the service takes. */
export const largestFile = 250 * 1024 ** 3;

/** Bytes of a fragment for the setting in MiB, whatever the user wrote there: the nearest size that is allowed. */
export function fragmentBytes(setting: unknown): number {
  if (typeof setting !== 'number' || !Number.isFinite(setting)) {
    return defaultFragment;
  }
  const units = Math.round((setting * 1024 * 1024) / fragmentUnit);
  return Math.min(largestFragment, Math.max(1, units) * fragmentUnit);
}

export function isFragmentSize(bytes: number): boolean {
  return bytes >= fragmentUnit && bytes <= largestFragment && bytes % fragmentUnit === 0;
}
