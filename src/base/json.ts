/** A JSON object whose properties nobody has looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a JSON text says; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a JSON text says; `undefined` when it is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const json = parseJson(text);
  return isJsonObject(json) ? json : undefined;
}
