import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { HttpRequest } from '../../../../src/graph/transport.ts';
import { TransportError } from '../../../../src/graph/transport.ts';
import { ExchangeWatch } from '../../../../src/node/http/exchangeWatch.ts';
import { chunks } from '../../../support/line.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const limits = { connectMs: 10, stallMs: 1000, answerMs: 100, answerBytes: 1 };

describe('ExchangeWatch', () => {
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
  });

  function watching(request: Partial<HttpRequest> = {}, caller = new AbortController()): ExchangeWatch {
    const whole = { method: 'GET', url: 'https://graph.example/secret', headers: { x: 'y' }, ...request } as const;
    return new ExchangeWatch(whole, limits, clock, caller.signal);
  }

  /** Milliseconds until it ends the exchange. */
  async function ends(watch: ExchangeWatch): Promise<number> {
    await turn();
    const start = clock.monotonic();
    while (!watch.signal.aborted && clock.monotonic() - start < 5000) {
      clock.advance(1);
      await turn();
    }
    return clock.monotonic() - start;
  }

  it('gives a request as long as connections and the answer may take, whatever the client thinks', async () => {
    const watch = watching();
    void watch.sending(3);
    assert.equal(await ends(watch), 130);
    const error = watch.explain(new Error('aborted'));
    assert.ok(error instanceof TransportError);
    assert.deepEqual([error.failure, error.message], ['answerTimeout', 'answerTimeout (graph.example)']);
  });

  it('gives the answer its time anew when it begins', async () => {
    const watch = watching();
    void watch.sending(3);
    await turn();
    clock.advance(99);
    watch.answering();
    assert.equal(await ends(watch), 100);
  });

  it('gives the answer its time when the body was sent', async () => {
    const watch = watching({ method: 'PUT', body: chunks(1) });
    void watch.sending(3);
    assert.deepEqual(watch.headers, { x: 'y', 'content-length': '65536' });
    const { body } = watch;
    assert.ok(typeof body === 'object' && body !== null && !(body instanceof Uint8Array));
    for await (const chunk of body) {
      assert.equal(chunk.length, 65_536);
    }
    clock.advance(1000);
    await turn();
    assert.equal(await ends(watch), 100);
  });

  it('leaves nothing behind', async () => {
    for (const request of [{}, { method: 'PUT', body: chunks(1) }] as const) {
      const watch = watching(request);
      void watch.sending(3);
      await turn();
      watch.end();
      await turn();
      assert.equal(clock.pending, 0);
      assert.equal(watch.signal.aborted, false);
    }
  });

  it('tells that the caller left rather than what came of it', () => {
    const caller = new AbortController();
    const watch = watching({}, caller);
    const reason = new Error('enough');
    caller.abort(reason);
    assert.equal(watch.signal.aborted, true);
    assert.equal(watch.explain(new Error('aborted')), reason);
  });
});
