import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInError } from '../../../src/auth/errors.ts';
import type { SignInProblem } from '../../../src/auth/errors.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { claims, fails, hold, never, tokensOf } from '../../support/accountTokens.ts';
import { settle } from '../../support/settle.ts';

describe('silent renewal', () => {
  describe('while the sign-in service cannot be reached', () => {
    const passing: [name: string, error: Error][] = [
      ['no connection', new TransportError('connectionRefused', 'login.microsoftonline.us')],
      ...(['throttled', 'serviceProblem'] satisfies SignInProblem[]).map((problem): [string, Error] => [
        problem,
        new SignInError(problem),
      ]),
    ];
    for (const [name, error] of passing) {
      it(`goes on with the token that is there until its end (${name})`, async () => {
        const { tokens, identity, issued, clock } = tokensOf();
        identity.add(
          () => issued('t1', { minutes: 60 }),
          () => Promise.reject(error),
          () => Promise.reject(error),
        );
        await tokens.getToken(never);
        clock.advance(59 * 60_000);
        assert.equal(await tokens.getToken(never), 't1');
        clock.advance(60_000);
        await assert.rejects(tokens.getToken(never), error instanceof TransportError ? error : { cause: error });
      });
    }

    it('does not go on with a refused token, nor without the claims', async () => {
      const { tokens, identity, issued } = tokensOf();
      const [[, error] = ['', new Error('none')]] = passing;
      identity.add(
        () => issued('t1'),
        () => Promise.reject(error),
        () => issued('t2'),
        () => Promise.reject(error),
      );
      const rejected = await tokens.getToken(never);
      await assert.rejects(tokens.getToken(never, { rejected }), error);
      assert.equal(await tokens.getToken(never, { rejected }), 't2');
      await assert.rejects(tokens.getToken(never, { rejected, claims }), error);
    });

    it('does not go on with the token when the sign-in has ended', async () => {
      const { tokens, identity, issued, clock, answers } = tokensOf();
      identity.add(() => issued('t1', { minutes: 60 }), fails('interactionRequired'));
      answers.push(() => undefined);
      await tokens.getToken(never);
      clock.advance(59 * 60_000);
      await assert.rejects(tokens.getToken(never), { reason: 'ended' });
    });
  });

  it('does not go on with the token when the account itself is refused', async () => {
    const { tokens, identity, issued, clock } = tokensOf();
    identity.add(() => issued('t1'), fails('userDisabled'));
    await tokens.getToken(never);
    clock.advance(59 * 60_000);
    await assert.rejects(tokens.getToken(never), { problem: 'userDisabled' });
  });

  describe('when somebody leaves', () => {
    it('lets go of one who waits for the end of a call that was given up', async () => {
      const { tokens, identity, issued } = tokensOf();
      const call = hold(() => issued('late'));
      identity.add(call.answer);
      for (const name of ['first', 'second']) {
        const leaving = new AbortController();
        const left = tokens.getToken(leaving.signal);
        await settle();
        leaving.abort(new Error(name));
        await assert.rejects(left, { message: name });
      }
      assert.equal(identity.silents.length, 1);
    });

    it('lets the silent call go on for the others', async () => {
      const { tokens, identity, issued } = tokensOf();
      const call = hold(() => issued('t1'));
      identity.add(call.answer);
      const leaving = new AbortController();
      const left = tokens.getToken(leaving.signal);
      const stays = tokens.getToken(never);
      await settle();
      leaving.abort(new Error('left'));
      await assert.rejects(left, /left/u);
      assert.equal(call.signal?.aborted, false);
      call.go();
      assert.equal(await stays, 't1');
    });

    it('aborts the call with the last one, and begins another only after its end', async () => {
      const { tokens, identity, issued } = tokensOf();
      const call = hold(() => issued('late'));
      identity.add(call.answer, () => issued('t1'));
      const leaving = new AbortController();
      const left = tokens.getToken(leaving.signal);
      await settle();
      leaving.abort(new Error('left'));
      await assert.rejects(left, /left/u);
      assert.equal(call.signal?.aborted, true);
      const next = tokens.getToken(never);
      await settle();
      assert.equal(identity.silents.length, 1);
      call.fail(new Error('aborted'));
      assert.equal(await next, 't1');
      assert.equal(identity.mostAtOnce, 1);
    });

    it('asks nothing for one who has left before', async () => {
      const { tokens, identity } = tokensOf();
      await assert.rejects(tokens.getToken(AbortSignal.abort(new Error('left'))), /left/u);
      assert.equal(identity.silents.length, 0);
    });
  });
});
