import type { DriveKind } from './options.ts';

/** An upload session that is alive on the service. Its URL is not told. */
export interface OpenSession {
  /** 1, 2, 3 … in order of creation, as in the request log. */
  readonly number: number;
  readonly driveId: string;
  /** Path of the file that it is for. */
  readonly path: string;
  readonly name: string;
  readonly acceptedBytes: number;
  /** Unknown before the first fragment. */
  readonly total: number | undefined;
  readonly deferCommit: boolean;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly expires: number;
}

export interface DriveInfo {
  readonly id: string;
  readonly kind: DriveKind;
  readonly name: string;
  /** User principal name; undefined for a library. */
  readonly owner: string | undefined;
  /** Bytes. */
  readonly quota: number;
  readonly used: number;
}
