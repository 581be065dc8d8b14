import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { root } from '../../../run/setup/paths.js';

/** Prints what importing a file, and sending a request with it, changes in the global object of a fresh process. */
const script = `
  const slots = () => ['1', '2'].map((n) => typeof globalThis[Symbol.for('undici.globalDispatcher.' + n)]);
  const names = () => Reflect.ownKeys(globalThis).map(String);
  const { fetch } = globalThis;
  const before = new Set(names());
  const { HttpTransport } = await import(process.argv[1]);
  const { undici } = await import(process.argv[2]);
  const agent = undici.createAgent({});
  const transport = new HttpTransport();
  const request = { method: 'GET', url: 'http://127.0.0.1:1/', headers: {} };
  const failure = await transport.send(request, new AbortController().signal).catch((error) => error.failure);
  await transport.close();
  await agent.close();
  console.log(JSON.stringify({
    failure,
    added: names().filter((name) => !before.has(name)),
    dispatchers: slots(),
    sameFetch: fetch === globalThis.fetch,
  }));
`;

describe('undici', () => {
  it('changes nothing global when it is loaded and used', async () => {
    const files = ['httpTransport.ts', 'undici.ts'].map((file) => join(root, 'src', 'node', 'http', file));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, ...files]);
    assert.deepEqual(JSON.parse(stdout), {
      failure: 'connectionRefused',
      added: [],
      dispatchers: ['undefined', 'undefined'],
      sameFetch: true,
    });
  }).timeout(20_000);
});
