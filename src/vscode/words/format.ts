import { env, l10n } from 'vscode';
import type { ByteUnit } from '../../base/units.ts';
import { byteParts, durationParts } from '../../base/units.ts';
import { pathSegments } from '../../graph/addresses.ts';

/** Numbers as the user reads them, in the language of VS Code. */

/** "12.4 MB". */
export function formatBytes(bytes: number): string {
  const { value, unit, digits } = byteParts(bytes);
  return `${numberFormat(env.language, digits).format(value)} ${unitName(unit)}`;
}

/** To make one takes longer than all else of a row in a view. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: string, digits: number): Intl.NumberFormat {
  const key = `${language} ${digits}`;
  const known = numberFormats.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  numberFormats.set(key, made);
  return made;
}

function unitName(unit: ByteUnit): string {
  switch (unit) {
    case 'B':
      return l10n.t('bytes');
    case 'KB':
      return l10n.t('KB');
    case 'MB':
      return l10n.t('MB');
    case 'GB':
      return l10n.t('GB');
    case 'TB':
      return l10n.t('TB');
  }
}

/** "8.1 MB/s". */
export function formatSpeed(bytesPerSecond: number): string {
  return l10n.t({
    message: '{0}/s',
    args: [formatBytes(bytesPerSecond)],
    comment: ['A speed; {0} is an amount such as 8.1 MB'],
  });
}

/**
 * "OneDrive" for the top folder of the user's own drive, else the path from there: "/Reports/2026". In other drives
 * with the name of the drive: "Engineering › Documents › Reports".
 */
export function formatFolder({ path, drive }: { readonly path: string; readonly drive?: string }): string {
  if (drive !== undefined) {
    return [drive, ...pathSegments(path)].join(levelMark);
  }
  return path === '/' ? l10n.t('OneDrive') : path;
}

/** A library by its name and what it belongs to: "Engineering › Documents". */
export function formatDrive(owner: string, name: string): string {
  return `${owner}${levelMark}${name}`;
}

const levelMark = ' › ';

/** "42 s", "3 min 5 s", "2 h 10 min", "1 d 4 h": the two units that matter. */
export function formatDuration(ms: number): string {
  const { days, hours, minutes, seconds } = durationParts(ms);
  if (days > 0) {
    return l10n.t('{0} d {1} h', days, hours);
  }
  if (hours > 0) {
    return l10n.t('{0} h {1} min', hours, minutes);
  }
  if (minutes > 0) {
    return l10n.t('{0} min {1} s', minutes, seconds);
  }
  return l10n.t('{0} s', seconds);
}

/** "14:32", with the day when it is not the same: "Mon 14:32". @param time wall clock, milliseconds since 1970. */
export function formatTime(time: number, now: number): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(env.language, {
    hour: '2-digit',
    minute: '2-digit',
    ...(!sameDay && { weekday: 'short', day: 'numeric', month: 'short' }),
  }).format(time);
}
