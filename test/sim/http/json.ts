export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The object below a key, or undefined when there is none. */
export function objectAt(value: JsonObject, key: string): JsonObject | undefined {
  const inside = value[key];
  return isObject(inside) ? inside : undefined;
}

/** The text below a key, or undefined when there is none. */
export function textAt(value: JsonObject, key: string): string | undefined {
  const inside = value[key];
  return typeof inside === 'string' ? inside : undefined;
}

/** The number below a key, or undefined when there is none. */
export function numberAt(value: JsonObject, key: string): number | undefined {
  const inside = value[key];
  return typeof inside === 'number' ? inside : undefined;
}
