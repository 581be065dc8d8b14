/** Chance as a port, so that tests can fix it. */
export interface Random {
  /** At least 0, less than 1. */
  fraction(): number;
  /** A new UUID. */
  id(): string;
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  id: () => crypto.randomUUID(),
};
