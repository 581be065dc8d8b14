import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { makeAuthority } from '../../support/certificate.ts';
import { isObject, textAt } from '../http/json.ts';
import { type Simulator, startSimulator } from '../index.ts';

describe('The simulator over https', () => {
  const authority = makeAuthority();
  const tls = authority.issue(['localhost', '127.0.0.1']);
  const content = Buffer.from('abcdefgh'.repeat(100_000));
  let sim: Simulator;

  before(async () => {
    sim = await startSimulator({ tls });
  });

  after(async () => {
    await sim.close();
  });

  function send(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: string | Buffer,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, ca: authority.ca, agent: false });
      sent.once('response', resolve).once('error', reject).end(body);
    });
  }

  async function createSession(name: string): Promise<string> {
    const response = await send(
      'POST',
      `${sim.graphUrl}/v1.0/me/drive/root:/${name}:/createUploadSession`,
      { Authorization: `Bearer ${sim.issueToken()}` },
      JSON.stringify({ item: { '@microsoft.graph.conflictBehavior': 'replace' } }),
    );
    const json: unknown = JSON.parse(await text(response));
    assert.ok(isObject(json));
    return textAt(json, 'uploadUrl') ?? '';
  }

  const range = { 'Content-Range': `bytes 0-${content.length - 1}/${content.length}` };

  it('takes uploads on another https host than Graph', async () => {
    const uploadUrl = await createSession('a.bin');
    assert.match(uploadUrl, /^https:\/\/localhost:\d+\//u);
    assert.match(sim.graphUrl, /^https:\/\/127\.0\.0\.1:\d+$/u);
    const response = await send('PUT', uploadUrl, range, content);
    response.resume();
    assert.equal(response.statusCode, 201);
    assert.deepEqual(sim.item('/a.bin')?.content(), content);
    assert.deepEqual(sim.violations, []);
  });

  it('cuts a connection when a fault says so', async () => {
    const uploadUrl = await createSession('cut.bin');
    sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 300_000, keep: 200_000 });
    await assert.rejects(send('PUT', uploadUrl, range, content), { code: /ECONNRESET|EPIPE/u });
    assert.equal(sim.openSessions[0]?.acceptedBytes, 200_000);
    assert.equal(sim.item('/cut.bin'), undefined);
  });
});
