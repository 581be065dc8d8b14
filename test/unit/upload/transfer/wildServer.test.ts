import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { QuickXorHash } from '../../../../src/graph/quickXorHash.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../../../src/graph/transport.ts';
import { fragmentUnit } from '../../../../src/upload/transfer/plan.ts';
import { positionalBytes } from '../../../support/content.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { KeptUpload } from '../../../support/keptUpload.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';
import { lostConnection, responseOf, ScriptedTransport } from '../../../support/scriptedTransport.ts';
import { created, transferring } from '../../../support/uploading.ts';

/** How much of a fragment the server keeps (from 0 to 1), how it puts its answer, and what becomes of that. */
interface Whim {
  readonly keeps: number;
  /** What it forgets of all that it has, after that. */
  readonly forgets: number;
  readonly form: 'open' | 'closed' | 'several' | 'number' | 'otherCase' | 'missing';
  readonly lost: boolean;
}

const whims: fc.Arbitrary<Whim> = fc.record({
  keeps: fc.constantFrom(0, 0.3, 1, 1, 1, 1),
  forgets: fc.constantFrom(0, 0, 0, 0, 0, 0.5),
  form: fc.constantFrom('open', 'closed', 'several', 'number', 'otherCase', 'missing'),
  lost: fc.boolean(),
});

/** An upload session that keeps what it likes, and that notices when it is sent what it did not ask for. */
class WildServer implements Transport {
  readonly #total: number;
  readonly #whims: Whim[];
  /** What it has. */
  bytes = Buffer.alloc(0);

  constructor(total: number, whims: readonly Whim[]) {
    this.#total = total;
    this.#whims = [...whims];
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    if (request.method === 'POST') {
      return responseOf(created);
    }
    const whim = request.method === 'PUT' ? this.#whims.shift() : undefined;
    if (request.method === 'PUT') {
      await this.#take(request, signal, whim);
    }
    if (whim?.lost === true) {
      throw lostConnection();
    }
    return responseOf({ status: request.method === 'PUT' ? 202 : 200, json: this.#state(whim?.form ?? 'open') });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #take({ body, headers }: HttpRequest, signal: AbortSignal, whim: Whim | undefined): Promise<void> {
    assert.ok(typeof body === 'object' && 'open' in body);
    const parts: Uint8Array[] = [];
    for await (const part of body.open(signal)) {
      parts.push(Uint8Array.from(part));
    }
    const sent = Buffer.concat(parts);
    const end = this.bytes.length + sent.length;
    assert.equal(headers['content-range'], `bytes ${this.bytes.length}-${end - 1}/${this.#total}`);
    assert.ok(end === this.#total || sent.length % fragmentUnit === 0);
    const kept = sent.subarray(0, Math.floor(sent.length * (whim?.keeps ?? 1)));
    const all = Buffer.concat([this.bytes, kept]);
    this.bytes = all.subarray(0, Math.ceil(all.length * (1 - (whim?.forgets ?? 0))));
  }

  #state(form: Whim['form']): unknown {
    const from = this.bytes.length;
    if (from === this.#total) {
      return form === 'missing' ? {} : { nextExpectedRanges: [] };
    }
    const last = this.#total - 1;
    switch (form) {
      case 'open':
        return { nextExpectedRanges: [`${from}-`] };
      case 'closed':
        return { nextExpectedRanges: [`${from}-${last}`] };
      case 'several':
        return { nextExpectedRanges: [`${last}-`, `${from}-${Math.max(from, last - 1)}`] };
      case 'number':
        return { nextExpectedRanges: from };
      case 'otherCase':
        return { NextExpectedRanges: [`${from}-`] };
      case 'missing':
        return {};
    }
  }
}

describe('an upload session whose server keeps what it likes', () => {
  it('gets every byte at its place, from where it asks for it, in legal sizes', async () => {
    const run = fc.asyncProperty(
      fc.integer({ min: 1, max: 5 * fragmentUnit }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(whims, { maxLength: 7 }),
      async (total, units, choices) => {
        const server = new WildServer(total, choices);
        const parts = { ...clientParts(new ScriptedTransport()), transport: server };
        const content = positionalBytes(total);
        const kept = new KeptUpload(units * fragmentUnit);
        kept.beforeSending = ({ accepted, proof }) => {
          assert.equal(accepted, server.bytes.length, 'only what the server has counts as accepted');
          const hash = new QuickXorHash();
          hash.update(content.subarray(0, proof.length));
          assert.deepEqual(proof, hash.export());
        };
        const result = await transferring(new MemoryFile('a.bin', content), parts, kept, { deferCommit: true });
        assert.deepEqual(result, { status: 'awaitingCommit' });
        assert.deepEqual(server.bytes, content);
      },
    );
    await fc.assert(run, { numRuns: 60 });
  });
});
