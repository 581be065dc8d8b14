/**
 * Whether two texts name the same drive. Ids of personal drives come in either case, and since 2025 sometimes without
 * the zero that they begin with (OneDrive/onedrive-api-docs#1890, #1902). What is sent is always what the service gave.
 */
export function isSameDrive(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

/** Whether an id has the form of those of personal drives; some of them have another by now. */
export function isPersonalDriveId(id: string): boolean {
  return /^[0-9a-f]{15,16}$/iu.test(id);
}

/** Characters of a personal drive's id. */
const personalIdLength = 16;

function comparable(id: string): string {
  return isPersonalDriveId(id) ? id.toLowerCase().padStart(personalIdLength, '0') : id;
}
