import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../../../src/graph/transport.ts';
import type { TransportFailure } from '../../../../src/graph/transport.ts';
import { FallbackTransport } from '../../../../src/node/http/fallbackTransport.ts';
import { MemoryDetours } from '../../../support/memoryDetours.ts';
import { ScriptedTransport } from '../../../support/scriptedTransport.ts';

const request = { method: 'GET', url: 'https://graph.example/v1.0/me?secret', headers: {} } as const;
const never = new AbortController().signal;

function unsent(failure: TransportFailure = 'connectTimeout'): TransportError {
  return new TransportError(failure, 'graph.example', { unsent: true });
}

describe('FallbackTransport', () => {
  let world: MemoryDetours;
  let direct: ScriptedTransport;
  let detour: ScriptedTransport;
  let transport: FallbackTransport;
  beforeEach(() => {
    world = new MemoryDetours();
    direct = new ScriptedTransport();
    detour = new ScriptedTransport();
    transport = new FallbackTransport({ direct, detour, memory: world.open(), log: world.log });
  });

  async function sent(): Promise<[status: number, direct: number, detour: number]> {
    const [before, around] = [direct.requests.length, detour.requests.length];
    const { status } = await transport.send(request, never);
    return [status, direct.requests.length - before, detour.requests.length - around];
  }

  it('sends directly', async () => {
    direct.add({ status: 200 });
    assert.deepEqual(await sent(), [200, 1, 0]);
  });

  it('goes around where no connection can be made, and at once when that helped twice', async () => {
    direct.add(unsent(), unsent('tls'));
    detour.add({ status: 200 }, { status: 201 }, { status: 202 });
    assert.deepEqual(await sent(), [200, 1, 1]);
    assert.deepEqual(await sent(), [201, 1, 1]);
    assert.deepEqual(await sent(), [202, 0, 1]);
    assert.deepEqual(world.log.lines, [
      "info graph.example is reached by VS Code's own way from now on (tls (graph.example))",
    ]);
  });

  it('tries the direct way again in another network, and after a day', async () => {
    direct.add(unsent(), unsent(), { status: 200 }, { status: 201 });
    detour.add({ status: 200 }, { status: 200 }, { status: 200 });
    await sent();
    await sent();
    world.move('home');
    assert.deepEqual(await sent(), [200, 1, 0]);
    world.move('office');
    assert.deepEqual(await sent(), [200, 0, 1]);
    world.clock.advance(24 * 60 * 60 * 1000);
    assert.deepEqual(await sent(), [201, 1, 0]);
  });

  it('takes the direct way again when the known detour leads nowhere', async () => {
    direct.add(unsent(), unsent(), { status: 200 }, { status: 201 });
    detour.add({ status: 200 }, { status: 200 }, unsent());
    await sent();
    await sent();
    assert.deepEqual(await sent(), [200, 1, 1]);
    assert.deepEqual(await sent(), [201, 1, 0]);
  });

  it('tells the first failure when both ways lead nowhere, and then tries one way for a minute', async () => {
    const failures = [unsent('proxyAuthentication'), unsent('proxyUnreachable'), unsent()];
    direct.add(...failures);
    detour.add(unsent('nameNotResolved'), new TransportError('other', 'graph.example'));
    await assert.rejects(transport.send(request, never), failures[0]);
    await assert.rejects(transport.send(request, never), failures[1]);
    assert.equal(detour.requests.length, 1);
    world.clock.advance(60_000);
    await assert.rejects(transport.send(request, never), failures[2]);
    assert.equal(detour.requests.length, 2);
    assert.doesNotMatch(world.log.text, /secret/u);
  });

  it('tries one way only when the machine is offline', async () => {
    world.move('none', false);
    direct.add(unsent('nameNotResolved'));
    await assert.rejects(transport.send(request, never), { failure: 'nameNotResolved' });
    assert.equal(detour.requests.length, 0);
  });

  it('never sends again what may have left the machine', async () => {
    direct.add(new TransportError('connectTimeout', 'graph.example'));
    await assert.rejects(transport.send(request, never), { failure: 'connectTimeout' });
    assert.equal(detour.requests.length, 0);

    direct.add(unsent(), unsent(), unsent());
    detour.add({ status: 200 }, { status: 200 }, new TransportError('connectionLost', 'graph.example'));
    await sent();
    await sent();
    await assert.rejects(transport.send(request, never), { failure: 'connectionLost' });
    assert.equal(direct.left, 1);
  });

  it('tells that a detour broke off, because the service may have carried out the request', async () => {
    direct.add(unsent());
    detour.add(new TransportError('answerTimeout', 'graph.example'));
    await assert.rejects(transport.send(request, never), { failure: 'answerTimeout' });
  });

  it('goes no way when it is aborted', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    direct.add(() => {
      ending.abort(reason);
      throw unsent();
    });
    await assert.rejects(transport.send(request, ending.signal), TransportError);
    assert.equal(detour.requests.length, 0);
  });
});
