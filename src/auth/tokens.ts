// The port belongs to its user, the Graph client; everything that signs people in finds it here.
export { SignInRequiredError } from '../graph/tokens.ts';
export type { SignInReason, TokenSource } from '../graph/tokens.ts';
