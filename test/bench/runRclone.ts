import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rclone } from '../run/setup/rclone.ts';
import { rcloneEnvironment } from '../strangers/rcloneEnvironment.ts';
import { peakOf } from './lanes/lane.ts';
import type { Cost, Job, LaneTools } from './lanes/lane.ts';

const pollMs = 10;
/** `sysconf(_SC_CLK_TCK)` of Linux on every machine that Node runs on. */
const ticksPerSecond = 100;

/** Copies the job's files by rclone, whose process is looked at from outside. */
export async function runRclone(job: Job, settings: readonly string[], tools: LaneTools): Promise<Cost> {
  const authority = join(tools.scratch, 'authority.pem');
  await writeFile(authority, job.service.ca);
  await writeFile(join(tools.scratch, 'rclone.conf'), '');
  const env = rcloneEnvironment(
    { ...job.service, expires: Date.now() + 86_400_000 },
    tools.scratch,
    tools.proxy,
    authority,
  );
  // What it needs without a file to send: the same process, the token, the drive.
  const idle = await watched(['lsf', 'sim:'], env);
  const transfers = [`--transfers=${job.parallel}`, ...settings];
  const { seconds, cpuSeconds, peakBytes } = await watched(
    ['copy', job.folder, `sim:${job.destination}`, ...transfers],
    env,
  );
  return { seconds, cpuSeconds, peakBytes: peakBytes - idle.peakBytes };
}

/** Runs rclone to its end. @throws with what it printed last when it failed */
async function watched(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const start = performance.now();
  const child = spawn(rclone, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  let cpuSeconds = 0;
  let peakBytes = 0;
  const timer = setInterval(() => {
    try {
      peakBytes = Math.max(peakBytes, peakOf(child.pid ?? 0) || 0);
      cpuSeconds = cpuSecondsOf(child.pid ?? 0);
    } catch {
      // It has ended.
    }
  }, pollMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (code !== 0) {
      // The last line says why.
      throw new Error(`rclone ended with ${String(code)}: ${output.trimEnd().split('\n').at(-1) ?? ''}`);
    }
    return { seconds: (performance.now() - start) / 1000, cpuSeconds, peakBytes };
  } finally {
    clearInterval(timer);
  }
}

/** `utime` and `stime` of proc_pid_stat(5), which follow the name in parentheses. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
