import { randomBytes, randomUUID } from 'node:crypto';
import type { DriveKind } from '../options.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A random text of the given length over an alphabet whose size divides 256. */
function randomText(length: number, alphabet: string): string {
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

/** Personal: 16 hexadecimal digits; others `b!` and 64 characters. */
export function newDriveId(kind: DriveKind): string {
  if (kind === 'personal') {
    return `0${randomText(15, '0123456789ABCDEF')}`;
  }
  return `b!${randomBytes(48).toString('base64url')}`;
}

/** Item ids are case-sensitive; those of Personal drives contain `!`. */
export function newItemId(kind: DriveKind, driveId: string): string {
  if (kind === 'personal') {
    return `${driveId}!s${randomUUID().replaceAll('-', '')}`;
  }
  return `01${randomText(32, BASE32)}`;
}

/** A GUID in the upper-case form that tags use. */
export function newTagId(): string {
  return randomUUID().toUpperCase();
}

/** Drive ids of Personal drives come without leading zeros and in any case (OneDrive/onedrive-api-docs#1890). */
export function sameDriveId(a: string, b: string): boolean {
  const fold = (id: string): string => (/^[0-9a-f]{1,16}$/iu.test(id) ? id.toLowerCase().padStart(16, '0') : id);
  return fold(a) === fold(b);
}
