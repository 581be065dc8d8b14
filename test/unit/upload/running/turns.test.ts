import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Turns } from '../../../../src/upload/running/turns.ts';
import { largestSimpleUpload } from '../../../../src/upload/transfer/plan.ts';
import { settle } from '../../../support/settle.ts';

const never = new AbortController().signal;

/** Uploads that are opened, sent and ended when the test says so. */
class Uploads {
  readonly turns: Turns;
  readonly opened: string[] = [];
  readonly sending = new Map<string, () => void>();
  readonly ending = new Map<string, () => void>();

  parallel: number;

  constructor(parallel: number) {
    this.parallel = parallel;
    this.turns = new Turns(() => this.parallel);
  }

  async take(name: string, size: number, signal = never): Promise<void> {
    await this.turns.take(name, { size }, signal, async (inTurn) => {
      this.opened.push(name);
      await inTurn(() => this.#until(this.sending, name));
      await this.#until(this.ending, name);
    });
  }

  async sent(name: string): Promise<void> {
    this.sending.get(name)?.();
    this.sending.delete(name);
    await settle();
  }

  async ended(name: string): Promise<void> {
    this.ending.get(name)?.();
    this.ending.delete(name);
    await settle();
  }

  #until(waiting: Map<string, () => void>, name: string): Promise<void> {
    return new Promise((resolve) => waiting.set(name, resolve));
  }
}

describe('Turns', () => {
  it('sends as many small files at once as may go, and opens as many again meanwhile', async () => {
    const uploads = new Uploads(2);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => uploads.take(name, 100));
    await settle();
    assert.deepEqual([...uploads.sending.keys()], ['a', 'b']);
    assert.deepEqual(uploads.opened, ['a', 'b', 'c', 'd']);

    await uploads.sent('a');
    assert.deepEqual([...uploads.sending.keys()], ['b', 'c'], 'what ends needs no place');
    assert.deepEqual(uploads.opened, ['a', 'b', 'c', 'd'], 'but counts until it has ended');
    await uploads.ended('a');
    assert.deepEqual(uploads.opened, ['a', 'b', 'c', 'd', 'e']);

    for (const name of ['b', 'c', 'd', 'e']) {
      await uploads.sent(name);
      await uploads.ended(name);
    }
    await Promise.all(all);
  });

  it('gives a large file one place from its beginning to its end', async () => {
    const uploads = new Uploads(1);
    const large = uploads.take('large', largestSimpleUpload + 1);
    const next = uploads.take('next', largestSimpleUpload + 1);
    await settle();
    await uploads.sent('large');
    assert.deepEqual(uploads.opened, ['large']);
    await uploads.ended('large');
    assert.deepEqual(uploads.opened, ['large', 'next']);
    await uploads.sent('next');
    await uploads.ended('next');
    await Promise.all([large, next]);
  });

  it('lets one that is given up while it waits for a place go at once', async () => {
    const uploads = new Uploads(1);
    const stop = new AbortController();
    const first = uploads.take('first', 1);
    const second = uploads.take('second', 1, stop.signal);
    await settle();
    assert.deepEqual(uploads.opened, ['first', 'second']);
    stop.abort(new Error('given up'));
    await assert.rejects(second, /given up/u);
    await uploads.sent('first');
    await uploads.ended('first');
    await first;
  });

  it('lets a large file wait for a small one that is still opened, or ends, when there is one place', async () => {
    const uploads = new Uploads(1);
    const small = uploads.take('small', 1);
    const large = uploads.take('large', largestSimpleUpload + 1);
    await settle();
    await uploads.sent('small');
    assert.deepEqual(uploads.opened, ['small']);
    await uploads.ended('small');
    await small;
    assert.deepEqual(uploads.opened, ['small', 'large']);
    await uploads.sent('large');
    await uploads.ended('large');
    await large;
  });

  it('keeps as many places free of large files as small ones are under way, and one for large ones', async () => {
    const uploads = new Uploads(4);
    const larges = ['A', 'B', 'C', 'D'];
    const all = ['a', ...larges].map((name) => uploads.take(name, name === 'a' ? 1 : largestSimpleUpload + 1));
    await settle();
    assert.deepEqual(uploads.opened.toSorted(), ['A', 'B', 'C', 'a']);
    await uploads.sent('a');
    assert.deepEqual(uploads.opened.toSorted(), ['A', 'B', 'C', 'a'], 'it may be sent once more');
    await uploads.ended('a');
    assert.deepEqual(uploads.opened.toSorted(), ['A', 'B', 'C', 'D', 'a']);
    for (const name of larges) {
      await uploads.sent(name);
      await uploads.ended(name);
    }
    await Promise.all(all);
  });

  it('opens more as soon as more may go at once', async () => {
    const uploads = new Uploads(1);
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => uploads.take(name, 1));
    await settle();
    assert.deepEqual(uploads.opened, ['a', 'b']);
    uploads.parallel = 3;
    await uploads.sent('a');
    await uploads.ended('a');
    assert.deepEqual(uploads.opened, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    while (uploads.sending.size + uploads.ending.size > 0) {
      for (const name of uploads.sending.keys()) {
        await uploads.sent(name);
      }
      for (const name of uploads.ending.keys()) {
        await uploads.ended(name);
      }
    }
    await Promise.all(all);
  });
});
