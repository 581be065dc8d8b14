import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../../../src/base/clock.ts';
import type { HttpResponse } from '../../../../src/graph/transport.ts';
import { HttpTransport } from '../../../../src/node/http/httpTransport.ts';
import { useLine } from '../../../support/line.ts';

/** Whoever waits for the next turn by it waits for this moment. */
let turned = Promise.withResolvers<void>();

const clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  delay: (ms: number, signal?: AbortSignal) => (ms === 0 ? turned.promise : systemClock.delay(ms, signal)),
};

describe('an answer by undici', () => {
  const line = useLine(() => new HttpTransport(clock));
  beforeEach(() => {
    turned = Promise.withResolvers<void>();
  });

  const answered = async (status: number): Promise<HttpResponse> => {
    const url = await line().serving((_request, response) => response.writeHead(status).end('x'));
    return line().transport.send({ method: 'GET', url, headers: {} }, new AbortController().signal);
  };

  for (const status of [200, 202]) {
    it(`of ${status} is handed over when its connection is free`, async () => {
      const answer = answered(status);
      assert.equal(await Promise.race([answer, systemClock.delay(300)]), undefined);
      turned.resolve();
      assert.equal((await answer).status, status);
    });
  }

  for (const status of [429, 503]) {
    it(`of ${status} is handed over at once`, async () => {
      assert.equal((await answered(status)).status, status);
    });
  }
});
