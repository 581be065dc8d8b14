/**
 * Measures how fast the simulator takes large fragments with the hash-only store, from a client in a process of its own:
 * `node test/sim/test/throughput.ts [MiB per fragment] [GiB in all]`. Not a test: the result depends on the machine.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../index.ts';

const MEBIBYTE = 1024 * 1024;
const GRID = 327_680;

/** Sends the same bytes over and over; nothing is computed on this side. Resolves with the seconds that it took. */
async function send(uploadUrl: string, fragmentSize: number, total: number): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const bytes = Buffer.alloc(fragmentSize, 3);
  const started = performance.now();
  for (let start = 0; start < total; start += fragmentSize) {
    const end = Math.min(start + fragmentSize, total);
    const headers = { 'Content-Length': end - start, 'Content-Range': `bytes ${start}-${end - 1}/${total}` };
    const sent = request(uploadUrl, { method: 'PUT', agent, headers });
    const answered = Promise.withResolvers<number | undefined>();
    sent.on('response', (response) => response.resume().on('end', () => answered.resolve(response.statusCode)));
    sent.on('error', answered.reject);
    sent.end(bytes.subarray(0, end - start));
    const status = await answered.promise;
    if (status === undefined || status >= 300) {
      throw new Error(`answered with ${status}`);
    }
  }
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return seconds;
}

async function measure(fragmentSize: number, total: number): Promise<void> {
  const sim = await startSimulator({ store: 'hash' });
  const reply = await fetch(`${sim.graphUrl}/v1.0/me/drive/root:/large.bin:/createUploadSession`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sim.issueToken()}`, Connection: 'close' },
    body: JSON.stringify({ item: { '@microsoft.graph.conflictBehavior': 'replace' } }),
  });
  const session: unknown = await reply.json();
  const uploadUrl = String(Object.getOwnPropertyDescriptor(session, 'uploadUrl')?.value);
  const usedBefore = process.cpuUsage();
  const client = fork(fileURLToPath(import.meta.url), ['client', uploadUrl, String(fragmentSize), String(total)]);
  let seconds = NaN;
  client.on('message', (message) => (seconds = Number(message)));
  const [code] = await once(client, 'exit');
  const { user, system } = process.cpuUsage(usedBefore);
  const size = sim.item('/large.bin')?.size;
  await sim.close();
  if (code !== 0 || size !== total) {
    throw new Error('the upload failed');
  }
  const speed = Math.round(total / 1e6 / seconds);
  // On a busy machine this says more than the clock on the wall.
  const perCpuSecond = Math.round(total / (user + system));
  process.stdout.write(
    `${speed} MB/s; ${perCpuSecond} MB for each second of the simulator's processor time; fragments of ${fragmentSize} bytes\n`,
  );
}

const [first = '59', second = '4', third = '', fourth = ''] = process.argv.slice(2);
if (first === 'client') {
  process.send?.(await send(second, Number(third), Number(fourth)));
  process.disconnect();
} else {
  const grid = Math.floor((Number(first) * MEBIBYTE) / GRID) * GRID;
  await measure(grid, Number(second) * 1024 * MEBIBYTE);
}
