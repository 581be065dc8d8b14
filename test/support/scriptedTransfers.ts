import type { DriveItem } from '../../src/graph/driveItem.ts';
import { UploadUrl } from '../../src/graph/uploadUrl.ts';
import type { Transfers } from '../../src/upload/running/ports.ts';
import { largestSimpleUpload } from '../../src/upload/transfer/plan.ts';
import type {
  CommitRequest,
  CommitResult,
  InTurn,
  SessionKeeper,
  TransferReporter,
  TransferRequest,
  TransferResult,
} from '../../src/upload/transfer/transfer.ts';

export const markAt = (length: number, accepted = 0) => ({
  createdAt: 1,
  accepted,
  proof: { length, ring: Buffer.alloc(160).toString('base64') },
});

export const sessionUrl = 'https://up.example.test/session?tempauth=s3cr3t';

export function itemNamed(name: string): DriveItem {
  return { id: `id-${name}`, driveId: 'drive', name, size: 100, eTag: '"1"', webUrl: 'https://x.test', kind: 'file' };
}

/** A transfer that goes on when the test says so. */
export class ScriptedTransfer {
  readonly request: TransferRequest;
  readonly keeper: SessionKeeper;
  readonly reporter: TransferReporter;
  readonly signal: AbortSignal;
  readonly done: Promise<CommitResult>;
  readonly #end: (result: CommitResult) => void;

  constructor(request: TransferRequest, keeper: SessionKeeper, reporter: TransferReporter, signal: AbortSignal) {
    this.request = request;
    this.keeper = keeper;
    this.reporter = reporter;
    this.signal = signal;
    const { promise, resolve } = Promise.withResolvers<CommitResult>();
    this.done = promise;
    this.#end = resolve;
    signal.addEventListener('abort', () => resolve({ status: 'stopped' }));
  }

  end(result: CommitResult): void {
    this.#end(result);
  }

  succeed(): void {
    this.end({ status: 'uploaded', item: itemNamed(this.request.name), verified: 'hash' });
  }

  /** As the engine does when it has opened the file. */
  async start(): Promise<void> {
    await this.reporter.started(5, { size: 100, mtime: 7 });
  }

  /** As the engine does before its first byte and before a fragment. */
  async open(accepted = 0, length = 50): Promise<void> {
    await this.start();
    await this.keeper.opened(new UploadUrl(sessionUrl), markAt(0));
    await this.keeper.sending(markAt(length, accepted));
  }
}

/** Transfers that do what a test says. */
export class ScriptedTransfers implements Transfers {
  readonly simpleUpTo = largestSimpleUpload;
  readonly sends: ScriptedTransfer[] = [];
  readonly commits: (ScriptedTransfer & { readonly request: CommitRequest })[] = [];
  readonly discarded: string[] = [];
  /** Whether the service can be reached to delete a session. */
  reachable = true;

  async send(...args: ConstructorParameters<typeof ScriptedTransfer>): Promise<TransferResult> {
    const [request, , , signal] = args;
    const inTurn: InTurn = request.inTurn ?? ((send) => send());
    try {
      const result = await inTurn(() => {
        const transfer = new ScriptedTransfer(...args);
        this.sends.push(transfer);
        return transfer.done;
      });
      if (result.status === 'resend') {
        throw new Error('only a commit wants everything again');
      }
      return result;
    } catch (error) {
      if (signal.aborted) {
        return { status: 'stopped' };
      }
      throw error;
    }
  }

  commit(
    request: CommitRequest,
    keeper: SessionKeeper,
    reporter: TransferReporter,
    signal: AbortSignal,
  ): Promise<CommitResult> {
    const transfer = Object.assign(new ScriptedTransfer(request, keeper, reporter, signal), { request });
    this.commits.push(transfer);
    return transfer.done;
  }

  discard(url: UploadUrl): Promise<boolean> {
    if (this.reachable) {
      this.discarded.push(url.reveal());
    }
    return Promise.resolve(this.reachable);
  }

  /** The transfer of a name that has begun last. */
  of(name: string): ScriptedTransfer {
    const found = this.sends.findLast(({ request }) => request.name === name);
    if (!found) {
      throw new Error(`${name} has not begun`);
    }
    return found;
  }
}
