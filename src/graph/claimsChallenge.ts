/**
 * The claims that Graph wants to see in the next token, as JSON; `undefined` when the header asks for none.
 * Source: learn.microsoft.com/entra/identity-platform/claims-challenge: `error="insufficient_claims"` beside `claims`,
 * base64 of JSON, seen with and without padding and in both alphabets.
 */
export function claimsChallengeOf(wwwAuthenticate: string | undefined): string | undefined {
  if (wwwAuthenticate === undefined || !/\berror="?insufficient_claims"?/iu.test(wwwAuthenticate)) {
    return undefined;
  }
  const encoded = /\bclaims="?([\w+/=-]+)"?/iu.exec(wwwAuthenticate)?.[1];
  if (encoded === undefined) {
    return undefined;
  }
  try {
    const bytes = Uint8Array.from(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(json);
    return json;
  } catch {
    return undefined;
  }
}
