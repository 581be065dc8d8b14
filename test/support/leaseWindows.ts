import { afterEach, beforeEach } from 'mocha';
import type { Clock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { LeaseFolder } from '../../src/node/leaseFiles.ts';
import { fastClock } from './fastClock.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import type { Resources } from './leaks.ts';
import { MemoryLog } from './memoryLog.ts';
import { useTempFolder } from './tempFolder.ts';
import { WindowProcess } from './windowProcess.ts';

/** Windows that share a folder of leases, in this process and in others. */
export interface LeaseWindows {
  readonly temp: () => string;
  readonly open: (clock?: Clock) => Promise<LeaseFolder>;
  readonly start: (windows?: number, speed?: number) => Promise<WindowProcess>;
}

/** Ends what a test has opened, and checks that nothing of it is left. @param factor how much faster time goes. */
export function useLeases(factor: number): LeaseWindows {
  const temp = useTempFolder();
  const opened: LeaseFolder[] = [];
  const processes: WindowProcess[] = [];
  let before: Resources;

  beforeEach(async () => {
    before = await openResources();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((leases) => leases.dispose()));
    await Promise.all(processes.splice(0).map((window) => window.kill()));
    await assertNothingLeft(before);
  });

  return {
    temp,
    async open(clock = fastClock(factor)) {
      const leases = await LeaseFolder.open(temp(), { clock, random: systemRandom, log: new MemoryLog() });
      opened.push(leases);
      return leases;
    },
    async start(windows = 1, speed = factor) {
      const window = await WindowProcess.start(temp(), speed, windows);
      processes.push(window);
      return window;
    },
  };
}
