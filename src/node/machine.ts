import { readFileSync, readlinkSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { RecordPlace } from '../upload/journal/record.ts';
import { codeOf, ensureFolder } from './durableFiles.ts';

const tries = 40;
const tryMs = 25;

/**
 * What this machine (or container) is called among those that share one list. Its id is made once and lies in the
 * folder with everything that belongs to the machine.
 */
export async function machineOf(
  folder: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  name = os.hostname(),
): Promise<RecordPlace['machine']> {
  await ensureFolder(folder);
  const file = path.join(folder, 'machine');
  for (let left = tries; left > 0; left--) {
    const id = (await fs.readFile(file, 'utf8').catch(() => '')).trim();
    if (id !== '') {
      return { id, name };
    }
    try {
      // Two windows that start at once: one of them makes it.
      await fs.writeFile(file, random.id(), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
      await clock.delay(tryMs);
    }
  }
  // A crash at the moment of its making has left it empty.
  await fs.rm(file);
  return machineOf(folder, { clock, random }, name);
}

/** What the code runs on, for reports: nothing that tells whose machine it is. */
export function describeSystem(): { readonly node: string; readonly system: string } {
  return { node: process.versions.node, system: `${os.type()} ${os.release()} ${os.arch()}` };
}

/** A process as others on the same host can look at it. */
export interface ProcessId {
  readonly pid: number;
  /** The same text: the pid means the same process. */
  readonly host: string;
}

export function thisProcess(): ProcessId {
  return { pid: process.pid, host: [os.hostname(), attempt(bootId), attempt(pidNamespace)].join(' ') };
}

/** Whether it is certain that a process has ended. */
export function hasEnded({ pid, host }: ProcessId, here: ProcessId): boolean {
  if (host !== here.host) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** Linux: containers of one host share it. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Linux: the same pid means another process in another container. */
function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
