import { isJsonObject } from '../base/json.ts';
import type { JsonObject } from '../base/json.ts';
import { UnexpectedAnswerError } from './errors.ts';

/**
 * Readers for JSON from outside: each gives a typed value or says where in the answer something else was found.
 * `at` is the path of `parent` in the answer, such as `value[3].parentReference`; values are never quoted.
 */

export function asObject(value: unknown, at: string): JsonObject {
  if (!isJsonObject(value)) {
    throw new UnexpectedAnswerError('malformed', at);
  }
  return value;
}

export function stringAt(parent: JsonObject, key: string, at: string): string {
  const value = parent[key];
  if (typeof value !== 'string' || value === '') {
    throw new UnexpectedAnswerError('malformed', joined(at, key));
  }
  return value;
}

export function optionalStringAt(parent: JsonObject, key: string, at: string): string | undefined {
  const value = parent[key];
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  return stringAt(parent, key, at);
}

export function booleanAt(parent: JsonObject, key: string, at: string): boolean {
  const value = parent[key];
  if (typeof value !== 'boolean') {
    throw new UnexpectedAnswerError('malformed', joined(at, key));
  }
  return value;
}

export function numberAt(parent: JsonObject, key: string, at: string): number {
  const value = optionalNumberAt(parent, key, at);
  if (value === undefined) {
    throw new UnexpectedAnswerError('malformed', joined(at, key));
  }
  return value;
}

export function optionalNumberAt(parent: JsonObject, key: string, at: string): number | undefined {
  const value = parent[key];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UnexpectedAnswerError('malformed', joined(at, key));
  }
  return value;
}

export function optionalObjectAt(parent: JsonObject, key: string, at: string): JsonObject | undefined {
  const value = parent[key];
  return value === undefined || value === null ? undefined : asObject(value, joined(at, key));
}

export function arrayAt(parent: JsonObject, key: string, at: string): readonly unknown[] {
  const value = parent[key];
  if (!Array.isArray(value)) {
    throw new UnexpectedAnswerError('malformed', joined(at, key));
  }
  return value;
}

/** Milliseconds since 1970 of an ISO date; `undefined` for anything else: dates are never worth failing for. */
export function optionalDateAt(parent: JsonObject, key: string): number | undefined {
  const value = parent[key];
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function joined(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}
