import { UploadError } from '../errors.ts';
import type { UploadProblemCode } from '../errors.ts';
import { SourceError } from '../ports.ts';

/** Problems that no later try with the same bytes, name and session can overcome. */
const hopeless: ReadonlySet<UploadProblemCode> = new Set([
  'name',
  'folderName',
  'pathTooLong',
  'fileTooLarge',
  // Where it shows before all bytes are there, the rule of the session keeps the rest from being taken.
  'nameTaken',
  'nameTakenByFolder',
  'destinationMissing',
  'malware',
  'sessionLost',
  'contentMismatch',
  'refused',
]);

/** Whether an upload session is of no use any more after a failure. In doubt it is: bytes are dear. */
export function isHopeless(error: unknown): boolean {
  return error instanceof UploadError ? hopeless.has(error.code) : isChanged(error);
}

function isChanged(error: unknown): boolean {
  return error instanceof SourceError && error.failure === 'changed';
}
