import type { DriveKind } from '../options.ts';

/** Graph's time stamps. Business and SharePoint keep whole seconds, Personal keeps milliseconds. */
export function graphTime(ms: number, kind: DriveKind): string {
  const iso = new Date(ms).toISOString();
  return kind === 'personal' ? iso : `${iso.slice(0, 19)}Z`;
}

/** Milliseconds since 1970 of an ISO 8601 time with zone, or undefined when it is none. */
export function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/u.test(text)) {
    return undefined;
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
