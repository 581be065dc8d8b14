/** Chance as a port, so that tests can fix it. */
export interface Random {
  /** At least 0, less than 1. */
  fraction(): number;
  /** A new UUID. */
  id(): string;
  /** So many bytes that nobody can guess, for what has to stay secret. */
  secret(bytes: number): Uint8Array;
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  id: () => crypto.randomUUID(),
  secret: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
};
