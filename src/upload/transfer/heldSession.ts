import type { QuickXorHashState } from '../../graph/quickXorHash.ts';
import type { SessionState } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { SessionMark } from '../journal/record.ts';
import type { EarlierTransfer } from './transfer.ts';

/** An upload session that the server has, as far as anybody knows. */
export class HeldSession {
  readonly url: UploadUrl;
  /** Whether an earlier run made it: nobody saw how that ended. */
  readonly isEarlier: boolean;
  readonly #createdAt: number;
  #expires: number | undefined;
  /** Whether the server has confirmed anything of it. */
  confirmed: boolean;
  /** Whether it was given time to settle. */
  settled = false;

  private constructor(url: UploadUrl, createdAt: number, expires: number | undefined, isEarlier: boolean) {
    this.url = url;
    this.#createdAt = createdAt;
    this.#expires = expires;
    this.isEarlier = isEarlier;
    this.confirmed = isEarlier;
  }

  static created(url: UploadUrl, at: number, expires: number | undefined): HeldSession {
    return new HeldSession(url, at, expires, false);
  }

  static kept({ url, mark }: NonNullable<EarlierTransfer['session']>): HeldSession {
    return new HeldSession(url, mark.createdAt, mark.expires, true);
  }

  /** The server told about it. */
  note(state: SessionState): void {
    this.confirmed = true;
    this.#expires = state.expires ?? this.#expires;
  }

  mark(accepted: number, proof: QuickXorHashState): SessionMark {
    const expires = this.#expires;
    return { createdAt: this.#createdAt, ...(expires !== undefined && { expires }), accepted, proof };
  }
}
