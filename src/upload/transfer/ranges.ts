import type { NextExpected } from '../../graph/uploadSession.ts';
import { isFragmentSize } from './plan.ts';

/**
 * What an answer about missing bytes means. `moved`: further than ever. `behind`: not further than before. `complete`:
 * nothing is missing. `unclear`: it does not say, or cannot be true yet. `impossible`: it claims bytes that were never
 * sent.
 */
export type Advance = 'moved' | 'behind' | 'complete' | 'unclear' | 'impossible';

/**
 * Which bytes come next in an upload session. The server's offset is the only truth about what is stored: it is taken
 * from every answer and never added up here. Fragments keep their size also when the server asks for an odd start.
 */
export class Ranges {
  readonly #total: number;
  #offset = 0;
  #furthest = 0;
  #exposed: number;

  /** @param exposed bytes that an earlier run may have sent. */
  constructor(total: number, exposed = 0) {
    this.#total = total;
    this.#exposed = exposed;
  }

  /** The first byte that the server lacks, as far as it told. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether all bytes were sent, so that the server may have them. */
  get allExposed(): boolean {
    return this.#exposed === this.#total;
  }

  /** Takes the range that is to be sent now. Empty when the server has all. @param size a legal fragment size. */
  take(size: number): { readonly start: number; readonly end: number } {
    if (!isFragmentSize(size)) {
      throw new RangeError('not a fragment size');
    }
    const start = this.#offset;
    const end = Math.min(this.#total, start + size);
    this.#exposed = Math.max(this.#exposed, end);
    return { start, end };
  }

  /** Goes where the server wants it. */
  follow(next: NextExpected): Advance {
    if (next === 'unknown') {
      return 'unclear';
    }
    if (next === 'nothing' || next.from >= this.#total) {
      if (!this.allExposed) {
        return next === 'nothing' ? 'unclear' : 'impossible';
      }
      this.#offset = this.#total;
      return 'complete';
    }
    if (next.from > this.#exposed) {
      return 'impossible';
    }
    this.#offset = next.from;
    if (next.from <= this.#furthest) {
      return 'behind';
    }
    this.#furthest = next.from;
    return 'moved';
  }
}
