import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/event.ts';
import type { Random } from '../../base/random.ts';
import type { HostGovernor } from '../../graph/governor.ts';
import { failureKind, longRetries, RetryBudget } from '../../graph/retry.ts';
import type { FailureKind } from '../../graph/retry.ts';
import { TransportError } from '../../graph/transport.ts';
import type { TransferReporter, TransferWait } from './transfer.ts';

/** Without a line nothing is gained by giving up: it comes back some time. */
const offlineRetries = { failures: Infinity, firstMs: 1000, longestMs: 30_000 };

/** Whether the service did not even answer, for a reason that may pass. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TransportError && failureKind(error) === 'transient';
}

/** Tells when requests wait because the user has to sign in. */
export interface UserWait {
  readonly isWaiting: boolean;
  readonly onDidChange: Event<void>;
}

/** The waits of one upload, and what is told about them. Dispose it with the upload. */
export class Patience implements Disposable {
  readonly #clock: Clock;
  readonly #governor: HostGovernor;
  readonly #random: Random;
  readonly #report: TransferReporter['waiting'];
  readonly #hosts = new Set<string>();
  readonly #subscriptions = new DisposableStore();
  readonly #offline: RetryBudget;
  #told: TransferWait['reason'] | undefined;
  #offlineWaits = 0;

  constructor(
    services: {
      readonly clock: Clock;
      readonly governor: HostGovernor;
      readonly random: Random;
      readonly userWait?: UserWait;
    },
    report: TransferReporter['waiting'],
  ) {
    this.#clock = services.clock;
    this.#governor = services.governor;
    this.#random = services.random;
    this.#report = report;
    this.#offline = this.budget(offlineRetries);
    const { userWait } = services;
    this.#subscriptions.add(
      this.#governor.onDidHold(({ host, until }) => {
        if (this.#hosts.has(host)) {
          this.#tell('throttled', until);
        }
      }),
    );
    if (userWait) {
      this.#subscriptions.add(userWait.onDidChange(() => this.#watchUser(userWait)));
      this.#watchUser(userWait);
    }
  }

  /** Holds of this host are waits of this upload from now on. */
  watch(host: string): void {
    this.#hosts.add(host);
    const left = this.#governor.left(host);
    if (left > 0) {
      this.#tell('throttled', this.#clock.now() + left);
    }
  }

  /** How often it was waited for the line so far. */
  get offlineWaits(): number {
    return this.#offlineWaits;
  }

  budget(policy = longRetries): RetryBudget {
    return new RetryBudget(policy, () => this.#random.fraction());
  }

  /** Something got through: the upload goes on. */
  goesOn(): void {
    this.#offline.refill();
    const held = [...this.#hosts].some((host) => this.#governor.left(host) > 0);
    if (this.#told !== undefined && !(this.#told === 'throttled' && held)) {
      this.#told = undefined;
      this.#report(undefined);
    }
  }

  /** Waits while the service cannot be reached: a little longer each time, without end. */
  async offline(error: unknown, signal: AbortSignal): Promise<void> {
    this.#offlineWaits++;
    this.#tell('offline');
    const decision = this.#offline.fail(error);
    await this.#clock.delay(decision === 'stop' ? offlineRetries.longestMs : decision.waitMs, signal);
  }

  /** Waits after a failure of the service, as long as the budget says. @returns false when there were too many. */
  async after(
    error: unknown,
    kind: FailureKind,
    budget: RetryBudget,
    host: string | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    const decision = budget.fail(error, kind);
    if (decision === 'stop') {
      return false;
    }
    if (kind === 'throttled' && host !== undefined) {
      this.#governor.hold(host, decision.waitMs);
    } else {
      await this.#clock.delay(decision.waitMs, signal);
    }
    return true;
  }

  /** Asks something that does no harm when it is asked again, until there is an answer or a refusal. */
  async reach<T>(host: string, ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const budget = this.budget();
    for (;;) {
      try {
        const answer = await ask();
        this.goesOn();
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        if (isUnreachable(error)) {
          budget.refill();
          await this.offline(error, signal);
        } else if (!(await this.after(error, failureKind(error), budget, host, signal))) {
          throw error;
        }
      }
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** What needs no token goes on meanwhile, and says so with the next that gets through. */
  #watchUser({ isWaiting }: UserWait): void {
    if (isWaiting) {
      this.#tell('signIn');
    } else if (this.#told === 'signIn') {
      this.goesOn();
    }
  }

  #tell(reason: TransferWait['reason'], until?: number): void {
    this.#told = reason;
    this.#report({ reason, ...(until !== undefined && { until }) });
  }
}
