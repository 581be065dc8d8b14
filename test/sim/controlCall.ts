import { type JsonObject, textAt } from './http/json.ts';
import type { Simulator } from './simulator.ts';

/** A control request whose body was read. */
export interface Call {
  readonly simulator: Simulator;
  readonly query: URLSearchParams;
  readonly bytes: Buffer;
  /** The body as JSON. @throws Error when it is none */
  readonly body: () => unknown;
  readonly object: () => JsonObject;
}

export type Control = (call: Call) => unknown;

/** @throws Error when it is missing */
export function required(body: JsonObject, key: string): string {
  const text = textAt(body, key);
  if (text === undefined) {
    throw new Error(`${key} is missing`);
  }
  return text;
}
