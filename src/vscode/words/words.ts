/** A failure in words: what happened, and what the user can do next. Both are whole, localised sentences. */
export interface Words {
  readonly reason: string;
  readonly next: string;
}
