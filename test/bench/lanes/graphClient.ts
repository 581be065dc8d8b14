// Microsoft's Graph client, used as its documentation shows. Run by ../lanes.ts.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, OneDriveLargeFileUploadTask, StreamUpload } from '@microsoft/microsoft-graph-client';
import { pool, serveLane } from './lane.ts';
import type { Job } from './lane.ts';

/** What its documentation sends in one request. */
const simpleUpTo = 4 * 1024 * 1024;
/** It gives up at the first fragment that fails; whoever uses it can go on from there. */
const mostResumptions = 100;

async function upload(client: Client, job: Job, path: string): Promise<void> {
  const file = join(job.folder, path);
  const { size } = await stat(file);
  const target = `${job.destination}/${path}`;
  if (size <= simpleUpTo) {
    await client.api(`/me/drive/root:/${encodeURI(target)}:/content`).put(await readFile(file));
    return;
  }
  const content = new StreamUpload(createReadStream(file), path, size);
  const task = await OneDriveLargeFileUploadTask.createTaskWithFileObject(client, content, {
    fileName: path,
    path: `/${job.destination}`,
    conflictBehavior: 'fail',
    ...(job.fragmentBytes !== undefined && { rangeSize: job.fragmentBytes }),
  });
  for (let attempt = 0; ; attempt++) {
    try {
      await (attempt === 0 ? task.upload() : task.resume());
      return;
    } catch (error) {
      if (attempt === mostResumptions) {
        throw error;
      }
    }
  }
}

void serveLane(async (job) => {
  const { graphUrl, token } = job.service;
  const client = Client.initWithMiddleware({
    baseUrl: graphUrl,
    customHosts: new Set([new URL(graphUrl).hostname]),
    authProvider: { getAccessToken: () => Promise.resolve(token) },
  });
  return async () => {
    await pool(job.paths, job.parallel, (path) => upload(client, job, path));
    return {};
  };
});
