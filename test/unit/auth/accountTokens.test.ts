import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../../src/graph/transport.ts';
import { claims, fails, never, tokensOf } from '../../support/accountTokens.ts';

describe('AccountTokens', () => {
  it('asks once for all that was granted, and keeps the token until five minutes before its end', async () => {
    const { tokens, identity, issued, clock } = tokensOf({ granted: ['Files.ReadWrite', 'Sites.Read.All'] });
    identity.add(
      () => issued('t1', { minutes: 60 }),
      () => issued('t2', { minutes: 60 }),
    );
    assert.equal(await tokens.getToken(never), 't1');
    clock.advance(54 * 60_000);
    assert.equal(await tokens.getToken(never), 't1');
    assert.deepEqual(identity.silents, [
      { scopes: ['https://graph.microsoft.us/Files.ReadWrite', 'https://graph.microsoft.us/Sites.Read.All'] },
    ]);
    clock.advance(60_000);
    assert.equal(await tokens.getToken(never), 't2');
    assert.equal(identity.silents.length, 2);
  });

  it('asks for the first permission when nothing counts as granted', async () => {
    const { tokens, identity, issued } = tokensOf({ granted: [] });
    identity.add(() => issued('t1'));
    await tokens.getToken(never);
    assert.deepEqual(identity.silents[0]?.scopes, ['https://graph.microsoft.us/Files.ReadWrite']);
  });

  it('hands out a token that lives shorter than that, asking each time', async () => {
    const { tokens, identity, issued } = tokensOf();
    identity.add(
      () => issued('t1', { minutes: 3 }),
      () => issued('t2', { minutes: 3 }),
    );
    assert.equal(await tokens.getToken(never), 't1');
    assert.equal(await tokens.getToken(never), 't2');
  });

  it('makes one silent call for all who ask at the same time', async () => {
    const { tokens, identity, issued } = tokensOf();
    identity.add(() => issued('t1'));
    const all = await Promise.all([1, 2, 3].map(() => tokens.getToken(never)));
    assert.deepEqual(all, ['t1', 't1', 't1']);
    assert.equal(identity.silents.length, 1);
  });

  it('asks anew when more was granted meanwhile', async () => {
    const { tokens, identity, issued, account } = tokensOf();
    identity.add(
      () => issued('t1'),
      () => issued('t2', { scopes: ['Files.ReadWrite.All'] }),
    );
    assert.equal(await tokens.getToken(never), 't1');
    account.granted = ['Files.ReadWrite', 'Files.ReadWrite.All'];
    assert.equal(await tokens.getToken(never), 't2');
  });

  it('tells what a token came with when it lacks something, and uses it all the same', async () => {
    const { tokens, identity, issued, grants } = tokensOf({ granted: ['Files.ReadWrite', 'Sites.Read.All'] });
    identity.add(() => issued('t1', { scopes: ['Files.ReadWrite', 'User.Read'] }));
    assert.equal(await tokens.getToken(never), 't1');
    assert.deepEqual(grants, [['Files.ReadWrite', 'User.Read']]);
  });

  it('tells nothing when a wider permission includes what is missing', async () => {
    const { tokens, identity, issued, grants } = tokensOf({ granted: ['Files.ReadWrite', 'Sites.Read.All'] });
    identity.add(() => issued('t1', { scopes: ['Sites.ReadWrite.All'] }));
    await tokens.getToken(never);
    assert.deepEqual(grants, []);
  });

  it('reports a failure to everybody who waits, and tries again for the next', async () => {
    const { tokens, identity, issued, questions } = tokensOf();
    identity.add(fails('userDisabled'), () => issued('t1'));
    for (const one of [tokens.getToken(never), tokens.getToken(never)]) {
      await assert.rejects(one, { name: 'SignInError', problem: 'userDisabled' });
    }
    assert.equal(await tokens.getToken(never), 't1');
    assert.deepEqual(questions, [], 'only what the user can mend is a question');
  });

  it('reports that the client could not be made', async () => {
    const { tokens } = tokensOf({}, () => {
      throw new Error('not installed');
    });
    await assert.rejects(tokens.getToken(never), /not installed/u);
    await assert.rejects(tokens.getToken(never), /not installed/u);
  });

  describe('after a refusal', () => {
    it('takes what another window has renewed, without a call', async () => {
      const { tokens, identity, each } = tokensOf();
      identity.add(...each('t1', 'of another window'));
      const rejected = await tokens.getToken(never);
      assert.equal(await tokens.getToken(never, { rejected }), 'of another window');
      assert.deepEqual(identity.renewals, [undefined, undefined]);
    });

    it('renews when the cache still has the refused token', async () => {
      const { tokens, identity, each } = tokensOf();
      identity.add(...each('t1', 't1', 't2'));
      const rejected = await tokens.getToken(never);
      assert.equal(await tokens.getToken(never, { rejected }), 't2');
      assert.deepEqual(identity.renewals, [undefined, undefined, true]);
      assert.equal(await tokens.getToken(never), 't2');
    });

    it('remembers the refused token for who asks without one, when it could not be renewed at first', async () => {
      const { tokens, identity, each } = tokensOf();
      const lost = new TransportError('connectionRefused', 'login.microsoftonline.us');
      identity.add(...each('t1'), () => Promise.reject(lost), ...each('t1', 't2'));
      await assert.rejects(tokens.getToken(never, { rejected: 't1' }), (error) => error === lost);
      assert.equal(await tokens.getToken(never), 't2');
    });

    it('renews once for all whose token was refused, one call at a time', async () => {
      const { tokens, identity, each } = tokensOf();
      identity.add(...each('t1', 't1', 't2'));
      const rejected = await tokens.getToken(never);
      const all = await Promise.all([
        tokens.getToken(never, { rejected }),
        tokens.getToken(never),
        tokens.getToken(never, { rejected }),
      ]);
      assert.deepEqual(all, ['t2', 't2', 't2']);
      assert.equal(await tokens.getToken(never, { rejected }), 't2', 'the late one takes what is there');
      assert.equal(identity.silents.length, 3);
      assert.equal(identity.mostAtOnce, 1);
    });

    it('does not take the refused token from a call that began before', async () => {
      const { tokens, identity, each } = tokensOf();
      identity.add(...each('t1', 't1', 't2'));
      const before = tokens.getToken(never);
      const refused = tokens.getToken(never, { rejected: 't1' });
      assert.equal(await before, 't1');
      assert.equal(await refused, 't2');
    });

    it('asks the user when the same token comes again and again', async () => {
      const { tokens, identity, issued, each, questions, answers } = tokensOf();
      identity.add(...each('t1', 't1', 't1'));
      answers.push(() => issued('t2'));
      const rejected = await tokens.getToken(never);
      assert.equal(await tokens.getToken(never, { rejected }), 't2');
      assert.deepEqual(questions, [{ problem: 'interactionRequired' }]);
    });

    it('gives up when even the user brings the refused token', async () => {
      const { tokens, identity, issued, answers } = tokensOf();
      identity.add(() => issued('t1'), fails('interactionRequired'));
      answers.push(() => issued('t1'));
      const rejected = await tokens.getToken(never);
      await assert.rejects(tokens.getToken(never, { rejected }), { name: 'SignInRequiredError', reason: 'rejected' });
    });
  });

  describe('with claims', () => {
    it('asks silently with them first', async () => {
      const { tokens, identity, each, questions } = tokensOf();
      identity.add(...each('t1', 't2'));
      const rejected = await tokens.getToken(never);
      assert.equal(await tokens.getToken(never, { rejected, claims }), 't2');
      assert.equal(identity.silents[1]?.claims, claims);
      assert.deepEqual(questions, []);
      assert.equal(await tokens.getToken(never, { rejected, claims }), 't2', 'the second one takes that token');
      assert.equal(identity.silents.length, 2);
    });

    it('asks the user with the claims of the sign-in service, else with those of Graph', async () => {
      for (const [own, passed] of [
        ['{"access_token":{"capolids":{}}}', '{"access_token":{"capolids":{}}}'],
        [undefined, claims],
      ]) {
        const { tokens, identity, issued, questions, answers } = tokensOf();
        identity.add(() => issued('t1'), fails('interactionRequired', own));
        answers.push(() => issued('t2'));
        const rejected = await tokens.getToken(never);
        assert.equal(await tokens.getToken(never, { rejected, claims }), 't2');
        assert.deepEqual(questions, [{ problem: 'interactionRequired', claims: passed }]);
      }
    });

    it('asks the user when the silent call brings the refused token', async () => {
      const { tokens, identity, issued, each, questions, answers } = tokensOf();
      identity.add(...each('t1', 't1'));
      answers.push(() => issued('t2'));
      const rejected = await tokens.getToken(never);
      assert.equal(await tokens.getToken(never, { rejected, claims }), 't2');
      assert.deepEqual(questions, [{ problem: 'interactionRequired', claims }]);
    });

    it('does not take a token that was renewed without them', async () => {
      const { tokens, identity, each } = tokensOf();
      identity.add(...each('t1', 't2', 't3'));
      const rejected = await tokens.getToken(never);
      const plain = tokens.getToken(never, { rejected });
      const challenged = tokens.getToken(never, { rejected, claims });
      assert.equal(await plain, 't2');
      assert.equal(await challenged, 't3');
      assert.deepEqual(
        identity.silents.map((request) => request.claims),
        [undefined, undefined, claims],
      );
    });
  });
});
