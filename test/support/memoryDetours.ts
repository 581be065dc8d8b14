import { DetourMemory } from '../../src/node/http/detourMemory.ts';
import type { DetourStore } from '../../src/node/http/detourMemory.ts';
import { ManualClock } from './manualClock.ts';
import { MemoryLog } from './memoryLog.ts';

/** A memory of detours with everything that is around it in the hands of the test. */
export class MemoryDetours {
  readonly clock = new ManualClock();
  readonly log = new MemoryLog();
  network = { id: 'office', connected: true };
  stored: unknown;
  /** Set to let the store fail. */
  failure: Error | undefined;
  readonly store: DetourStore = {
    read: () => this.stored,
    write: (value) => {
      this.stored = structuredClone(value);
      return this.failure ? Promise.reject(this.failure) : Promise.resolve();
    },
  };

  /** As after the start of a window. */
  open(): DetourMemory {
    const { store, clock, log } = this;
    return new DetourMemory({ store, clock, log, network: () => this.network });
  }

  /** The machine moves to another network. */
  move(id: string, connected = true): void {
    this.network = { id, connected };
    this.clock.advance(2000);
  }
}
