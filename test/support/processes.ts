import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanUpAtExit } from './cleanup.ts';

/** A child process with everything that it started. */
export interface Program {
  readonly pid: number;
  /** Resolves with the first match in the output; rejects when the program ends or the time is over before. */
  waitForOutput(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
  /** Ends the program and its descendants. */
  stop(): Promise<void>;
  /** The same without giving them time for anything. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Receives standard output and standard error. */
  readonly logFile: string;
}

/** Starts a program whose whole process tree ends with it, at the latest when this process ends. */
export function startProgram(command: string, args: readonly string[], { env, logFile }: ProgramOptions): Program {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  // A group of its own on POSIX, so that one signal reaches all descendants.
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const cleanedUp = cleanUpAtExit(() => endTree(child, 'SIGKILL'));
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      log.write(text);
      for (const watcher of watchers) {
        watcher();
      }
    });
  }
  let hasEnded = false;
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      cleanedUp();
      hasEnded = true;
      log.end();
      failure ??= new Error(`${command} ended with ${child.signalCode ?? child.exitCode}`);
      for (const watcher of watchers) {
        watcher();
      }
      resolve();
    });
  });

  return {
    pid: child.pid ?? 0,
    async waitForOutput(pattern, timeoutMs) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          failure ??= new Error(`no ${String(pattern)} within ${timeoutMs} ms`);
          check();
        }, timeoutMs);
        const check = (): void => {
          const match = pattern.exec(output);
          if (match === null && failure === undefined) {
            return;
          }
          clearTimeout(timer);
          watchers.delete(check);
          if (match === null) {
            reject(new Error(`${failure?.message}; output (also in ${logFile}):\n${output.slice(-2000)}`));
          } else {
            resolve(match);
          }
        };
        watchers.add(check);
        check();
      });
    },
    async stop() {
      if (hasEnded) {
        return;
      }
      endTree(child, 'SIGTERM');
      await Promise.race([ended, delay(3000, undefined, { ref: false })]);
      endTree(child, 'SIGKILL');
      await ended;
    },
    async kill() {
      endTree(child, 'SIGKILL');
      await ended;
    },
  };
}

/** Also reaches descendants whose parent has ended: they stay in the group. */
function endTree(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
