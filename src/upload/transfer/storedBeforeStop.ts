import { withTimeLimit } from '../../base/deadline.ts';
import type { UploadJob } from './job.ts';
import { locateStored } from './locate.ts';
import { graphHost } from './lookUp.ts';
import { verifyStored } from './verify.ts';
import type { Stored } from './verify.ts';

/** How long a stopped upload may take to find out whether it was stopped too late. */
const lookUpMs = 4000;

/** Once every byte was handed out, the service may have stored the file before it noticed that nobody waits any more. */
export async function storedBeforeStop(job: UploadJob, byHash: boolean): Promise<Stored | undefined> {
  const { clock, governor, log } = job;
  if (governor.left(graphHost(job)) > lookUpMs) {
    return undefined;
  }
  try {
    return await withTimeLimit(clock, lookUpMs, async (limit) => {
      const item = await locateStored(job, limit);
      return item && (await verifyStored(item, job, byHash, limit));
    });
  } catch (error) {
    log.warn(`whether the stopped upload was stored could not be found out: ${String(error)}`);
    return undefined;
  }
}
