import assert from 'node:assert/strict';
import { AccountsProvider } from '../../src/vscode/account/provider.ts';
import { MemoryText } from '../support/memoryText.ts';
import { knownAccount } from './accountPorts.ts';

describe('sessions of two accounts of one person', () => {
  const scopes = ['Files.ReadWrite'];
  const [ours, other] = [knownAccount('msal'), knownAccount('vscode')];
  const asked: string[] = [];
  let provider: AccountsProvider;

  beforeEach(() => {
    asked.length = 0;
    const book = JSON.stringify({ version: 1, accounts: [ours, other], current: {} });
    provider = new AccountsProvider(new MemoryText(book), () =>
      Promise.resolve({
        tokenFor({ id }) {
          asked.push(id);
          return Promise.resolve(`for ${id}`);
        },
        create: () => Promise.resolve(other),
        remove: () => Promise.resolve(),
      }),
    );
  });

  afterEach(() => provider.dispose());

  it('are told apart where both have the same name', async () => {
    const account = { id: other.id, label: other.label };
    const sessions = await provider.getSessions(scopes, { account });
    assert.deepEqual(
      sessions.map(({ id, accessToken }) => [id, accessToken]),
      [[other.id, `for ${other.id}`]],
    );
    assert.deepEqual(asked, [other.id], 'nothing is asked for the other one');
    assert.equal((await provider.getSessions(undefined, {})).length, 2);
  });

  it('are those of the one who has just signed in', async () => {
    assert.equal((await provider.createSession(scopes)).id, other.id);
  });
});
