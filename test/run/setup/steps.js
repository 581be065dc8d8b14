// Long set-up steps: shown while they run, done once, repaired after an interruption, safe with two runs at once.
// Plain JavaScript without packages, because it runs before Node 24 and the packages are there.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A set-up step that failed for a reason the person can mend. */
export class SetupError extends Error {
  /**
   * @param {string} message what failed
   * @param {string} fix what the person can do about it
   */
  constructor(message, fix) {
    super(`${message}\nWhat to do: ${fix}`);
    this.name = 'SetupError';
  }
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * The elapsed time since `start` (of `performance.now`), for people.
 * @param {number} start
 */
export function elapsed(start) {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/**
 * Says what goes on, shows the elapsed seconds while it lasts, and how long it took.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function showing(label, work) {
  const start = performance.now();
  say(`${label} … (first run only)`);
  const timer = setInterval(() => say(`  … ${elapsed(start)}`), 5000);
  try {
    const result = await work();
    say(`${label}: done in ${elapsed(start)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program to its end and returns its output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number }} [options]
 * @returns {Promise<string>} standard output and standard error
 */
export async function run(command, args, options = {}) {
  const { timeoutMs = 15 * 60_000, ...spawnOptions } = options;
  const child = spawn(command, args, {
    windowsHide: true,
    ...spawnOptions,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The timeout of spawn itself would outlive a program that could not be started.
  const timer = setTimeout(() => child.kill(), timeoutMs);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  child.stderr.setEncoding('utf8').on('data', (part) => (text += part));
  /** @type {[number | null, NodeJS.Signals | null]} */
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new SetupError(`${command} could not be started: ${error.message}`, `Install ${basename(command)}.`)),
    );
    child.once('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  }).finally(() => clearTimeout(timer));
  if (code === 0) {
    return text;
  }
  const lines = text.trim().split('\n');
  const tail = (lines.length > 30 ? [...lines.slice(0, 15), '…', ...lines.slice(-15)] : lines).join('\n');
  throw new SetupError(
    `${basename(command)} ${args.slice(0, 2).join(' ')} ended with ${signal ?? code}\n${tail}`,
    fixFor(text),
  );
}

/** @param {string} output of a package client that failed */
function fixFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|network/i.test(output)) {
    return 'The npm registry is not reachable. Check the network and proxy (npm config get registry), then run again.';
  }
  if (/ENOSPC/.test(output)) {
    return 'The disk is full. Free about 1 GB, then run again.';
  }
  if (/EACCES|EPERM/.test(output)) {
    return 'A file or folder cannot be written. Check its owner, then run again.';
  }
  return 'Run the command again. What was half done is repaired.';
}

/**
 * Runs npm: the one that started this script where there is one, else the one on PATH.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {string} [node] to run it on, where it is known which script it is
 */
export async function npm(args, cwd, node = process.execPath) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--prefix', cwd];
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script)) {
    return run(node, [script, ...args, ...quiet], { cwd });
  }
  // On Windows npm is a batch file, which only a shell starts. No argument here holds a character special to it
  // but the folder.
  if (process.platform === 'win32') {
    return run('npm', [...args, ...quiet.slice(0, -1), `"${cwd}"`], { cwd, shell: true });
  }
  return run('npm', [...args, ...quiet], { cwd });
}

/**
 * Holds the lock file while `work` runs. Waits for another process that holds it; takes over from one that died.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) {
      say(`Waiting for another set-up to finish (${file}) …`);
    }
    told = true;
    await delay(250);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/**
 * The process that holds the lock; undefined while its number is not written yet or the lock is already gone.
 * @param {string} file
 */
function readHolder(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process answers EPERM: it lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Makes a folder once. The work goes into a folder beside it that gets the final name only when complete, so an
 * interrupted run leaves nothing that looks finished.
 * @param {string} folder
 * @param {string} label shown while the work lasts
 * @param {(folder: string) => boolean} isComplete
 * @param {(folder: string) => Promise<void>} work
 */
export async function makeOnce(folder, label, isComplete, work) {
  if (isComplete(folder)) {
    return;
  }
  await locked(`${folder}.lock`, async () => {
    if (isComplete(folder)) {
      return;
    }
    const unfinished = join(dirname(folder), `.unfinished-${basename(folder)}`);
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await showing(label, () => work(unfinished));
    if (!isComplete(unfinished)) {
      throw new SetupError(`${label}: the result is not complete`, 'Run the command again.');
    }
    await renamePatiently(unfinished, folder);
  });
}

/**
 * On Windows a virus scanner can hold fresh files for a moment.
 * @param {string} from
 * @param {string} to
 */
async function renamePatiently(from, to) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (attempt === 10) {
        throw error;
      }
      await delay(200 * attempt);
    }
  }
}
