import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { describe, it } from 'mocha';
import { systemClock } from '../../../../src/base/clock.ts';
import type { HttpResponse } from '../../../../src/graph/transport.ts';
import { FetchTransport } from '../../../../src/node/http/fetchTransport.ts';
import { HttpTransport } from '../../../../src/node/http/httpTransport.ts';
import { testLimits, useLine } from '../../../support/line.ts';

/** Whoever waits for the next turn by it waits for this moment. */
let turned = Promise.withResolvers<void>();

const clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  delay: (ms: number, signal?: AbortSignal) => (ms === 0 ? turned.promise : systemClock.delay(ms, signal)),
};

for (const [name, make] of [
  ['HttpTransport', () => new HttpTransport(clock)],
  ['FetchTransport', () => new FetchTransport(fetch, testLimits, clock)],
] as const) {
  describe(`an answer by ${name}`, () => {
    const line = useLine(make);
    beforeEach(() => {
      turned = Promise.withResolvers<void>();
    });

    const answered = async (status: number, headers: OutgoingHttpHeaders = {}): Promise<HttpResponse> => {
      const url = await line().serving((_request, response) => response.writeHead(status, headers).end('x'));
      return line().transport.send({ method: 'GET', url, headers: {} }, new AbortController().signal);
    };

    for (const status of [200, 202, 404, 500]) {
      it(`of ${status} is handed over when its connection is free`, async () => {
        const answer = answered(status);
        assert.equal(await Promise.race([answer, systemClock.delay(200)]), undefined);
        turned.resolve();
        assert.equal((await answer).status, status);
      });
    }

    for (const [status, headers] of [
      [429, {}],
      [503, { 'retry-after': '5' }],
    ] as const) {
      it(`of ${status} is handed over at once`, async () => {
        assert.equal((await answered(status, headers)).status, status);
      });
    }
  });
}
