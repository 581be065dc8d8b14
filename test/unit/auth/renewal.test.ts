import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInError } from '../../../src/auth/errors.ts';
import { claims, fails, hold, never, tokensOf } from '../../support/accountTokens.ts';
import { settle } from '../../support/settle.ts';

const ended = { name: 'SignInRequiredError', reason: 'ended' };
const signedOut = { name: 'SignInRequiredError', reason: 'signedOut' };

describe('renewal of a sign-in that has ended', () => {
  it('asks the user once for all who wait, and all go on', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'));
    const question = hold(() => issued('t2'));
    answers.push(question.answer);
    const waiting = [tokens.getToken(never), tokens.getToken(never, { rejected: 't1' })];
    await settle();
    waiting.push(tokens.getToken(never), tokens.getToken(never, { rejected: 't0' }));
    question.go();
    assert.deepEqual(await Promise.all(waiting), ['t2', 't2', 't2', 't2']);
    assert.deepEqual(questions, [{ problem: 'interactionRequired' }]);
    assert.equal(await tokens.getToken(never), 't2');
    assert.equal(identity.silents.length, 1);
  });

  it('corrects what counts as granted by what the user allowed', async () => {
    const { tokens, identity, issued, answers, grants } = tokensOf({ granted: ['Files.ReadWrite', 'Sites.Read.All'] });
    identity.add(fails('interactionRequired'));
    answers.push(() => issued('t2', { scopes: ['Files.ReadWrite'] }));
    await tokens.getToken(never);
    assert.deepEqual(grants, [['Files.ReadWrite']]);
  });

  it('ends for everybody when the user does not want to, and asks no more until the user does something', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), () => issued('t2'));
    answers.push(() => undefined);
    const waiting = [tokens.getToken(never), tokens.getToken(never)];
    for (const one of waiting) {
      await assert.rejects(one, ended);
    }
    for (let file = 0; file < 10; file++) {
      await assert.rejects(tokens.getToken(never), ended);
      await assert.rejects(tokens.getToken(never, { rejected: 't1', claims }), ended);
    }
    assert.equal(questions.length, 1);
    assert.equal(identity.silents.length, 1);
    tokens.reset();
    assert.equal(await tokens.getToken(never), 't2');
  });

  it('passes on why it failed, once', async () => {
    const { tokens, identity, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'));
    answers.push(() => Promise.reject(new SignInError('blockedByPolicy', { aadsts: 53003 })));
    await assert.rejects(tokens.getToken(never), { name: 'SignInError', problem: 'blockedByPolicy', aadsts: 53003 });
    await assert.rejects(tokens.getToken(never), ended);
    assert.equal(questions.length, 1);
  });

  it('does not take the token of somebody else', async () => {
    const { tokens, identity, issued, answers } = tokensOf();
    identity.add(fails('interactionRequired'));
    answers.push(() => issued('of ben', { id: 'keeper-of-ben' }));
    await assert.rejects(tokens.getToken(never), { name: 'SignInError', problem: 'otherAccount' });
    await assert.rejects(tokens.getToken(never), ended);
  });

  it('goes on for the others when one leaves, is aborted with the last, and may be asked again', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), fails('interactionRequired'));
    // The question stays on the screen although nobody waits for its answer any more.
    const question = hold(() => issued('too late'));
    answers.push(question.answer, () => issued('t2'));
    const leaving = [new AbortController(), new AbortController()];
    const waiting = leaving.map(({ signal }) => tokens.getToken(signal));
    await settle();
    leaving[0]?.abort(new Error('first left'));
    await assert.rejects(waiting[0] ?? Promise.resolve(), /first left/u);
    assert.equal(question.signal?.aborted, false);
    leaving[1]?.abort(new Error('last left'));
    await assert.rejects(waiting[1] ?? Promise.resolve(), /last left/u);
    assert.equal(question.signal.aborted, true);
    assert.equal(await tokens.getToken(never), 't2');
    assert.equal(questions.length, 2);
  });

  it('goes on silently when the user signs in by another way meanwhile', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), () => issued('t2'));
    const question = hold(() => issued('unused'));
    answers.push(question.answer);
    const waiting = [tokens.getToken(never), tokens.getToken(never, { rejected: 't1' })];
    await settle();
    tokens.reset();
    assert.deepEqual(await Promise.all(waiting), ['t2', 't2']);
    assert.equal(question.signal?.aborted, true);
    assert.equal(questions.length, 1);
  });

  it('asks once also where the sign-in itself is what makes everything fresh, and silence gets no further', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired', claims), fails('interactionRequired', claims));
    answers.push(async () => {
      tokens.reset();
      await Promise.resolve();
      return issued('t2');
    });
    assert.equal(await tokens.getToken(never, { rejected: 't1', claims }), 't2');
    assert.equal(questions.length, 1);
  });

  it('asks again when signing in by another way did not help', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), fails('interactionRequired', claims));
    const question = hold(() => undefined);
    answers.push(question.answer, () => issued('t2'));
    const waiting = tokens.getToken(never);
    await settle();
    tokens.reset();
    assert.equal(await waiting, 't2');
    assert.deepEqual(questions, [{ problem: 'interactionRequired' }, { problem: 'interactionRequired', claims }]);
  });
});

describe('tokens that another window stored', () => {
  it('answer the question, which is taken back', async () => {
    const { tokens, identity, issued, each, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), ...each('looked at', 't2'));
    const question = hold(() => issued('unused'));
    answers.push(question.answer);
    const waiting = [tokens.getToken(never), tokens.getToken(never, { rejected: 't1' })];
    await settle();
    await tokens.look();
    assert.deepEqual(await Promise.all(waiting), ['t2', 't2']);
    assert.equal(question.signal?.aborted, true);
    assert.equal(questions.length, 1);
  });

  it('leave the question as it is when they do not help', async () => {
    const { tokens, identity, issued, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), () => issued('t1'));
    const question = hold(() => issued('t2'));
    answers.push(question.answer);
    const waiting = tokens.getToken(never, { rejected: 't1', claims });
    await settle();
    await tokens.look();
    await settle();
    assert.equal(question.signal?.aborted, false);
    assert.equal(identity.silents.at(-1)?.claims, claims, 'they have to satisfy what was asked for');
    question.go();
    assert.equal(await waiting, 't2');
    assert.equal(questions.length, 1);
  });

  it('end a refusal when they help, and only then', async () => {
    const { tokens, identity, each, questions, answers } = tokensOf();
    identity.add(fails('interactionRequired'), fails('interactionRequired'));
    answers.push(() => undefined);
    await assert.rejects(tokens.getToken(never), ended);
    await tokens.look();
    await assert.rejects(tokens.getToken(never), ended);
    identity.add(...each('looked at', 't2'));
    await tokens.look();
    assert.equal(await tokens.getToken(never), 't2');
    assert.equal(questions.length, 1);
  });

  it('are not looked at where nobody waits', async () => {
    const { tokens, identity, issued, answers } = tokensOf();
    identity.add(fails('interactionRequired'));
    answers.push(() => issued('t2'));
    await tokens.look();
    await tokens.getToken(never);
    await tokens.look();
    assert.equal(identity.silents.length, 1);
  });
});

describe('sign-out', () => {
  it('forgets the token and asks for no other one', async () => {
    const { tokens, identity, issued } = tokensOf();
    identity.add(() => issued('t1'));
    await tokens.getToken(never);
    tokens.signOut();
    await assert.rejects(tokens.getToken(never), signedOut);
    await assert.rejects(tokens.getToken(never, { rejected: 't1' }), signedOut);
    tokens.reset();
    await assert.rejects(tokens.getToken(never), signedOut);
    assert.equal(identity.silents.length, 1);
  });

  it('does not use the token of a call that was under way', async () => {
    const { tokens, identity, issued } = tokensOf();
    const call = hold(() => issued('t1'));
    identity.add(call.answer);
    const waiting = tokens.getToken(never);
    await settle();
    tokens.signOut();
    call.go();
    await assert.rejects(waiting, signedOut);
    await assert.rejects(tokens.getToken(never), signedOut);
  });

  it('asks no question because of a call that fails for it', async () => {
    const { tokens, identity, issued, questions } = tokensOf();
    const call = hold(() => issued('never'));
    identity.add(call.answer);
    const waiting = tokens.getToken(never);
    await settle();
    tokens.signOut();
    call.fail(new SignInError('interactionRequired'));
    await assert.rejects(waiting, signedOut);
    assert.deepEqual(questions, []);
  });

  it('takes back a question', async () => {
    const { tokens, identity, issued, answers } = tokensOf();
    identity.add(fails('interactionRequired'));
    const question = hold(() => issued('t2'));
    answers.push(question.answer);
    const waiting = tokens.getToken(never);
    await settle();
    tokens.signOut();
    await assert.rejects(waiting, signedOut);
    assert.equal(question.signal?.aborted, true);
    assert.equal(identity.silents.length, 1);
  });
});
