import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, Cost, Job } from './lanes/lane.ts';

/** Runs a lane in a Node process of its own. */
export async function runNode(script: string, job: Job, scratch: string): Promise<Cost> {
  const authority = join(scratch, 'authority.pem');
  await writeFile(authority, job.service.ca);
  const child = fork(script, {
    execArgv: ['--expose-gc'],
    env: { PATH: process.env['PATH'], HOME: scratch, NODE_EXTRA_CA_CERTS: authority },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The client ended with ${String(code)}.`);
  });
  const answer = async (): Promise<Answer> => {
    const [message]: Answer[] = await Promise.race([once(child, 'message'), failed]);
    if (message === undefined) {
      throw new Error('The client sent nothing.');
    }
    if (message.kind === 'failed') {
      throw new Error(message.problem);
    }
    return message;
  };
  try {
    child.send(job);
    await answer();
    child.send('begin');
    const done = await answer();
    if (done.kind !== 'done') {
      throw new Error('The client did not say what it took.');
    }
    return done.cost;
  } finally {
    failed.catch(() => {});
    child.kill();
  }
}
