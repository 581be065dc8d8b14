import { eitherBase64Bytes } from '../base/base64.ts';
import { isJsonObject } from '../base/json.ts';

/** A parameter of a challenge, quoted or not (RFC 9110, section 11.2). What is quoted is none, whatever it looks like. */
const parameter = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gu;

/**
 * The claims that Graph wants to see in the next token, as JSON; `undefined` when the header asks for none.
 * Source: learn.microsoft.com/entra/identity-platform/claims-challenge: `error="insufficient_claims"` beside `claims`,
 * base64 of JSON, seen with and without padding and in both alphabets.
 * @param wwwAuthenticate all challenges of the answer, joined by commas.
 */
export function claimsChallengeOf(wwwAuthenticate: string | undefined): string | undefined {
  const parameters = [...(wwwAuthenticate ?? '').matchAll(parameter)].map(([, name = '', quoted, plain = '']) => ({
    name: name.toLowerCase(),
    value: quoted ?? plain,
  }));
  if (!parameters.some(({ name, value }) => name === 'error' && value.toLowerCase() === 'insufficient_claims')) {
    return undefined;
  }
  return parameters
    .filter(({ name }) => name === 'claims')
    .map(({ value }) => jsonIn(value))
    .find((json) => json !== undefined);
}

function jsonIn(encoded: string): string | undefined {
  try {
    const bytes = eitherBase64Bytes(encoded);
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return isJsonObject(JSON.parse(json)) ? json : undefined;
  } catch {
    return undefined;
  }
}
