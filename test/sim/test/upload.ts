import assert from 'node:assert/strict';
import { patternedBytes } from '../../support/patternedFile.ts';
import { quickXorHash } from '../index.ts';
import { GRID, rules, type TestClient } from './client.ts';

/** Three whole fragments and a rest. */
export const content = patternedBytes(3 * GRID + 9);

/** A file on its way to `/a.bin`. */
export class Upload {
  url: string;
  readonly #client: TestClient;

  private constructor(client: TestClient, url: string) {
    this.#client = client;
    this.url = url;
  }

  static async start(client: TestClient): Promise<Upload> {
    return new Upload(client, await client.uploadUrl('/a.bin'));
  }

  /** What the service says is missing. */
  async next(): Promise<unknown> {
    const status = await this.#client.status(this.url);
    return status.at('nextExpectedRanges');
  }

  /** Sends the rest and compares what was stored with what was meant. */
  async finish(start: number): Promise<void> {
    const { sim } = this.#client;
    for (let at = start; at < content.length; at += GRID) {
      await this.#client.fragment(this.url, content, at, Math.min(at + GRID, content.length));
    }
    assert.equal(sim.item('/a.bin')?.quickXorHash, quickXorHash(content));
    assert.deepEqual(sim.item('/a.bin')?.content(), Buffer.from(content));
    assert.deepEqual(rules(sim), []);
  }
}
