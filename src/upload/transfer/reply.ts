/** What a request came to. */
export type Reply<T> = { readonly answer: T } | { readonly error: unknown };

/** Keeps apart what one request failed with from what goes wrong around it. */
export async function replyOf<T>(request: Promise<T>): Promise<Reply<T>> {
  try {
    return { answer: await request };
  } catch (error) {
    return { error };
  }
}
