/** The account that signs in has no OneDrive. */
export class NoDriveError extends Error {
  override readonly name = 'NoDriveError';
}
