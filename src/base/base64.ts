/** Bytes as base64 (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes));
}

/** Bytes in the alphabet for addresses, without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of a base64 text (RFC 4648, section 4). @throws {DOMException} when it is none. */
export function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The same, of a text in either alphabet, with or without padding. @throws {DOMException} */
export function eitherBase64Bytes(text: string): Uint8Array<ArrayBuffer> {
  return base64Bytes(text.replaceAll('-', '+').replaceAll('_', '/'));
}
