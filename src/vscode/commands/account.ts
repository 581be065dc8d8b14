import { commandIds } from '../../contributions.ts';
import type { Account } from '../account.ts';
import { ArgumentError } from '../registry.ts';
import type { CommandRegistry } from '../registry.ts';

/** Sign In with Access Token..., Sign Out. */
export function registerAccountCommands(registry: CommandRegistry, account: Account): void {
  registry.register(commandIds.signInWithToken, (token) => {
    if (token !== undefined && typeof token !== 'string') {
      throw new ArgumentError('the token must be a text');
    }
    return account.signIn(token);
  });
  registry.register(commandIds.signOut, () => account.signOut());
}
