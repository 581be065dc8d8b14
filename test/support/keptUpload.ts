import assert from 'node:assert/strict';
import { UploadUrl } from '../../src/graph/uploadUrl.ts';
import type { SessionMark } from '../../src/upload/journal/record.ts';
import type { UploadProgress } from '../../src/upload/model.ts';
import type { FileStat } from '../../src/upload/ports.ts';
import { largestSimpleUpload } from '../../src/upload/transfer/plan.ts';
import type {
  EarlierTransfer,
  FragmentSizer,
  SessionKeeper,
  TransferReporter,
  TransferWait,
} from '../../src/upload/transfer/transfer.ts';

/** What is kept of one upload, as text like a real journal, and all that it told on the way. */
export class KeptUpload implements SessionKeeper, TransferReporter, FragmentSizer {
  /** Bytes of a fragment. */
  fragmentSize: number;
  simpleUpTo: number;
  /** Called for each report of progress. */
  onProgress: (progress: UploadProgress) => void = () => {};
  /** Called before a mark is kept; may reject. */
  beforeSending: (mark: SessionMark) => Promise<void> | void = () => {};
  readonly urls: string[] = [];
  readonly marks: SessionMark[] = [];
  readonly waits: (TransferWait['reason'] | 'over')[] = [];
  readonly checked: [checked: number, toCheck: number][] = [];
  readonly sizes: string[] = [];
  last: UploadProgress | undefined;
  #text: string | undefined;
  #session: { url: string; mark: string } | undefined;

  /** @param simpleUpTo largest file, in bytes, that goes in one request */
  constructor(fragmentSize: number, simpleUpTo = largestSimpleUpload) {
    this.simpleUpTo = simpleUpTo;
    this.fragmentSize = fragmentSize;
  }

  /** Whether the service may have a session. */
  get open(): UploadUrl | undefined {
    return this.#session && new UploadUrl(this.#session.url);
  }

  /** What another run gets. */
  get earlier(): EarlierTransfer {
    assert.ok(this.#text, 'the upload was begun');
    // The text is what `started` wrote.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const begun = JSON.parse(this.#text) as Pick<EarlierTransfer, 'startedAt' | 'stat'>;
    if (this.#session === undefined) {
      return begun;
    }
    const { url, mark } = this.#session;
    // The text is what `opened` or `sending` wrote.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return { ...begun, session: { url: new UploadUrl(url), mark: JSON.parse(mark) as SessionMark } };
  }

  async opened(url: UploadUrl, mark: SessionMark): Promise<void> {
    await Promise.resolve();
    this.urls.push(url.reveal());
    this.#session = { url: url.reveal(), mark: JSON.stringify(mark) };
  }

  async sending(mark: SessionMark): Promise<void> {
    await this.beforeSending(mark);
    assert.ok(this.#session, 'there is a session');
    this.marks.push(mark);
    this.#session.mark = JSON.stringify(mark);
  }

  async closed(): Promise<void> {
    await Promise.resolve();
    this.#session = undefined;
  }

  started(at: number, stat: FileStat): void {
    this.#text = JSON.stringify({ startedAt: at, stat });
  }

  progress(progress: UploadProgress): void {
    this.last = progress;
    this.onProgress(progress);
  }

  waiting(wait: TransferWait | undefined): void {
    const told = wait?.reason ?? 'over';
    if (this.waits.at(-1) !== told) {
      this.waits.push(told);
    }
  }

  checking(checked: number, toCheck: number): void {
    this.checked.push([checked, toCheck]);
  }

  size(): number {
    return this.fragmentSize;
  }

  sent(_host: string, bytes: number, ms: number): void {
    assert.ok(ms >= 0);
    this.sizes.push(`+${bytes}`);
  }

  failed(_host: string, bytes: number): void {
    this.sizes.push(`-${bytes}`);
  }
}
