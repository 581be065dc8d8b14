/** Small enough that a file of some megabytes has several. */
export const testFragment = 2 * 320 * 1024;
/** Largest file that goes in one request: what is larger has several fragments. */
export const testSimpleUpTo = 8 * testFragment;
/** Bytes of a file that takes an upload session, and whose last fragment is a part of one. */
export const testLarge = 8.8 * testFragment;
