/** What a layer may say about its work. Text is English and never localised: logs are for people who help. */
export interface Logger {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const secretPatterns: readonly (readonly [RegExp, string])[] = [
  // Upload URLs carry their token in the query or, on some hosts, in the path: only the host may stay.
  [/\b(https?:\/\/[^/\s"'<>?#]+)[/?#][^\s"'<>]*/giu, '$1/…'],
  [/\b(Bearer\s+)\S+/giu, '$1…'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/gu, '…'],
  [/\b((?:tempauth|access_token|refresh_token|sig)=)[^\s&"']+/giu, '$1…'],
];

/** Text from outside (an error of the platform, say) without anything that could be a token or an upload URL. */
export function redact(text: string): string {
  return secretPatterns.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);
}
