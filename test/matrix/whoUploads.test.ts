import assert from 'node:assert/strict';
import { assertFailed, half, matrix, once } from '../support/matrix.ts';

matrix('whoever uploads', [
  {
    what: 'is signed out in the middle: fragments need no token',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      trial.sim.revokeToken(trial.token());
      return done;
    },
    ...once,
  },
  {
    what: 'is signed out when it is to go on',
    play: async (trial) => {
      await trial.pauseAt(half);
      trial.sim.revokeToken(trial.token());
      const result = await trial.run();
      trial.signIn();
      return result;
    },
    ends: { failed: 'SignInRequiredError' },
  },
  {
    what: 'is signed out when it is to go on, and signs in',
    play: async (trial) => {
      await trial.pauseAt(half);
      trial.sim.revokeToken(trial.token());
      assertFailed(await trial.run(), 'SignInRequiredError');
      trial.signIn();
      return trial.run();
    },
    ...once,
  },
  {
    what: 'is somebody else when it is to go on',
    play: async (trial) => {
      await trial.pauseAt(half);
      trial.signIn('somebody.else@contoso.example');
      return trial.run();
    },
    ends: { failed: 'otherAccount', state: 'paused' },
  },
  {
    what: 'is somebody else for a while',
    play: async (trial) => {
      await trial.pauseAt(half);
      trial.signIn('somebody.else@contoso.example');
      assertFailed(await trial.run(), 'otherAccount');
      trial.signIn();
      return trial.run();
    },
    ...once,
  },
  {
    what: 'is on another machine, which sees the same list',
    play: async (trial) => {
      await trial.pauseAt(half);
      await trial.openElsewhere();
      assert.equal(trial.row?.where, 'otherMachine');
      const result = await trial.run();
      await trial.close();
      return result;
    },
    ends: { failed: 'otherMachine', state: 'paused' },
  },
  {
    what: 'takes it off the list on another machine',
    play: async (trial) => {
      await trial.pauseAt(half);
      await trial.openElsewhere();
      await trial.window.manager.discard(trial.id);
      assert.equal(trial.sim.openSessions.length, 1, 'the session is none of that machine');
      await trial.close();
      return trial.run();
    },
    ...once,
  },
]);
