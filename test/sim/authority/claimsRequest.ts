import { isObject, objectAt } from '../http/json.ts';

/** What the `claims` parameter of a request asks for. */
export interface ClaimsRequest {
  /** The client says that it can answer claims challenges (`xms_cc` with `cp1`). */
  readonly capable: boolean;
  /** What a challenge demanded: one text for each claim of the access token, for comparing. */
  readonly demands: readonly string[];
}

/**
 * Reads the JSON of a `claims` parameter (OpenID Connect Core 5.5; learn.microsoft.com/entra/identity-platform/
 * claims-challenge for `xms_cc`). @returns undefined when it is none.
 */
export function readClaims(text: string | undefined): ClaimsRequest | undefined {
  if (text === undefined || text === '') {
    return { capable: false, demands: [] };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) {
    return undefined;
  }
  const wanted = objectAt(parsed, 'access_token') ?? {};
  const { xms_cc: capabilities, ...demands } = wanted;
  const values = isObject(capabilities) ? capabilities['values'] : undefined;
  return {
    capable: Array.isArray(values) && values.some((value) => String(value).toLowerCase() === 'cp1'),
    demands: Object.entries(demands).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
  };
}
