// One plain PUT of the whole file by undici, without a protocol: what the line and the library can do. Run by ../lanes.ts.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { serveLane } from './lane.ts';

/** As the engine reads. */
const chunk = 256 * 1024;

void serveLane(async ({ service, folder, paths, destination }) => {
  const [path = ''] = paths;
  const file = join(folder, path);
  const { size } = await stat(file);
  const dispatcher = new Agent({ bodyTimeout: 0, headersTimeout: 0 });
  const url = `${service.graphUrl}/v1.0/me/drive/root:/${destination}/${encodeURIComponent(path)}:/content`;
  const headers = { authorization: `Bearer ${service.token}`, 'content-length': String(size) };
  return async () => {
    const body = createReadStream(file, { highWaterMark: chunk });
    const response = await request(url, { method: 'PUT', headers, body, dispatcher });
    await response.body.dump();
    if (response.statusCode >= 300) {
      throw new Error(`The service answered ${response.statusCode}.`);
    }
    return {};
  };
});
