import assert from 'node:assert/strict';
import type { FaultSpec, RouteName } from '../sim/index.ts';
import { positionalBytes } from '../support/content.ts';
import { matrix, stored } from '../support/matrix.ts';
import type { Row } from '../support/matrix.ts';

const small = positionalBytes(50_000);
const seconds = 41;

type Form = 'seconds' | 'date' | 'none';

function throttled(route: RouteName, status: number, form: Form): FaultSpec {
  const asked = form === 'none' ? {} : ({ retryAfter: seconds, retryAfterForm: form } as const);
  return { kind: 'status', status, route, ...asked };
}

/** Begins at once and measures how long it takes by the service's clock. */
function waiting(form: Form): Pick<Row, 'play' | 'ends'> {
  return {
    play: async (trial) => {
      const start = trial.sim.clock.now();
      const result = await trial.upload();
      assert.ok(form === 'none' || trial.sim.clock.now() - start >= (seconds - 1) * 1000, 'it waited');
      return result;
    },
    ends: stored,
  };
}

for (const status of [429, 503]) {
  matrix(
    `${status} with Retry-After`,
    (['seconds', 'date', 'none'] as const).flatMap((form): Row[] => [
      ...(['createUploadSession', 'fragment'] as const).map((route): Row => ({
        what: `${form}, to ${route}`,
        faults: [throttled(route, status, form)],
        ...waiting(form),
        check: (trial) => {
          const mayBeTooLarge = route === 'fragment' && status === 503 && form === 'none';
          assert.equal(trial.tooLarge.length, mayBeTooLarge ? 1 : 0, 'a service that asks to wait is no narrow line');
        },
      })),
      {
        what: `${form}, to a small file`,
        content: small,
        faults: [throttled('putContent', status, form)],
        ...waiting(form),
      },
    ]),
  );
}

matrix('429', [
  {
    what: 'to the status',
    faults: [
      { kind: 'loseAnswer', route: 'fragment', nth: 3 },
      { kind: 'status', status: 429, retryAfter: seconds, route: 'uploadStatus' },
    ],
    ends: stored,
  },
  {
    what: 'to fragments, again and again',
    faults: [3, 5, 7].map((nth) => ({ kind: 'status', status: 429, retryAfter: 7, route: 'fragment', nth, times: 2 })),
    ends: stored,
  },
  {
    what: 'without an end',
    faults: [{ kind: 'status', status: 429, retryAfter: 5, route: 'fragment', nth: 3, times: 'always' }],
    ends: { failed: 'GraphError' },
  },
  {
    what: 'to one of two uploads: the other one waits as well',
    faults: [{ kind: 'status', status: 429, retryAfter: 60, route: 'fragment', nth: 3 }],
    play: async (trial) => {
      await trial.add();
      const first = trial.run();
      await trial.until('it waits', () => trial.row?.live?.wait?.reason === 'throttled');
      const refused = trial.requests('fragment').find(({ status }) => status === 429);
      const second = await trial.uploadOther('elsewhere', { name: 'other.bin' });
      assert.equal(second.status, 'uploaded');
      const begin = trial.requests('fragment').find(({ session }) => session === 2);
      assert.ok(begin && refused && begin.at - refused.at >= 60_000);
      return first;
    },
    ends: stored,
  },
  {
    what: 'while it waits, it is paused, and then goes on',
    faults: [{ kind: 'status', status: 429, retryAfter: 900, route: 'createUploadSession' }],
    play: async (trial) => {
      await trial.add();
      const done = trial.run();
      await trial.until('it waits', () => trial.row?.live?.wait?.reason === 'throttled');
      await trial.window.manager.pause(trial.id);
      assert.equal((await done).status, 'paused');
      trial.sim.clock.advance(900_000);
      return trial.run();
    },
    ends: stored,
  },
  {
    what: 'a budget that is used up, as headers tell',
    faults: [
      {
        kind: 'status',
        status: 503,
        headers: { 'RateLimit-Limit': '1200', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '25' },
        route: 'createUploadSession',
      },
    ],
    ends: stored,
  },
]);
