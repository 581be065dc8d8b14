import type { Content } from '../store/content.ts';
import type { Json } from './json.ts';

/** What a route answers. At most one of the bodies is set. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  readonly html?: string;
  readonly content?: { readonly content: Content; readonly start: number; readonly end: number };
}

export const ok = (json: Json): Answer => ({ status: 200, json });
export const noContent: Answer = { status: 204 };
