import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { readCommandLine } from '../cliOptions.ts';
import { type TestClient, until, useSimulator } from './client.ts';

describe('control over HTTP', () => {
  const fixture = useSimulator();
  const control: TestClient['control'] = (...request) => fixture.client.control(...request);

  it('explains itself', async () => {
    const reply = await control('GET', '/');
    assert.match(reply.text, /\/_sim\/faults/u);
    assert.equal((await control('GET', '/none')).status, 404);
    assert.equal((await control('PATCH', '/faults')).status, 404);
  });

  it('tells where everything is', async () => {
    const reply = await control('GET', '/info');
    assert.equal(reply.at('graphUrl'), fixture.sim.graphUrl);
    assert.equal(reply.at('account'), 'ada@contoso.example');
    assert.equal(reply.at('drives', 0, 'kind'), 'business');
  });

  it('issues and revokes tokens', async () => {
    const { client } = fixture;
    const issued = await control('POST', '/token', {
      account: 'grace@contoso.example',
      expiresInSeconds: 60,
      scopes: ['User.Read'],
    });
    client.token = issued.textAt('token');
    assert.equal((await client.graph('GET', '/me')).at('userPrincipalName'), 'grace@contoso.example');
    await control('DELETE', '/token', { token: client.token });
    assert.equal((await client.graph('GET', '/me')).status, 401);
  });

  it('adds, lists and clears faults', async () => {
    const fault = { route: 'getDrive', kind: 'status', status: 503, retryAfter: 1 };
    assert.deepEqual(JSON.parse((await control('POST', '/faults', [fault, { kind: 'hang', route: 'me' }])).text), [
      fault,
      { kind: 'hang', route: 'me' },
    ]);
    assert.equal((await fixture.client.graph('GET', '/me/drive')).status, 503);
    assert.equal((await control('GET', '/faults')).at(0, 'kind'), 'hang');
    await control('DELETE', '/faults');
    assert.deepEqual(fixture.sim.faults.list, []);
  });

  for (const [what, fault, message] of [
    ['an unknown kind', { kind: 'explode' }, /^kind is one of status, cut/u],
    ['no kind', {}, /^kind is one of/u],
    ['a missing field', { kind: 'status' }, /^status needs status$/u],
    ['an unknown field', { kind: 'hang', status: 5 }, /no field status/u],
    ['a field of the wrong type', { kind: 'cut', afterBytes: 'all' }, /^afterBytes is not valid$/u],
    ['a count of none', { kind: 'hang', times: 0 }, /^times is not valid$/u],
    ['a chance above one', { kind: 'hang', chance: 2 }, /^chance is not valid$/u],
    ['an unknown route', { kind: 'hang', route: 'fragments' }, /^route is not valid$/u],
    ['a broken pattern', { kind: 'hang', file: '(' }, /^file is not valid$/u],
    ['no object', 5, /^a fault is a JSON object$/u],
  ] as const) {
    it(`refuses a fault with ${what}`, async () => {
      const reply = await control('POST', '/faults', JSON.stringify(fault));
      assert.equal(reply.status, 400);
      assert.match(reply.textAt('error'), message);
      assert.deepEqual(fixture.sim.faults.list, []);
    });
  }

  it('moves the clock', async () => {
    const before = fixture.sim.clock.now();
    await control('POST', '/clock', { advance: 100_000 });
    assert.ok(Number((await control('GET', '/clock')).at('now')) >= before + 100_000);
  });

  it('shows and forgets violations, requests and sessions', async () => {
    const { client } = fixture;
    await client.createSession('/a.bin', { '@microsoft.graph.conflictBehavior': undefined });
    assert.equal((await control('GET', '/violations')).at(0, 'rule'), 'missingConflictBehavior');
    assert.equal((await control('GET', '/requests')).at(0, 'route'), 'createUploadSession');
    assert.equal((await control('GET', '/sessions')).at(0, 'path'), '/a.bin');
    await control('DELETE', '/violations');
    await control('DELETE', '/requests');
    assert.equal((await control('GET', '/violations')).text, '[]');
    assert.equal((await control('GET', '/requests')).text, '[]');
    await control('POST', '/sessions', { path: '/b.bin' });
    assert.equal((await client.createSession('/b.bin')).status, 409);
  });

  it('puts, shows, reads and removes items', async () => {
    const put = await control('PUT', '/items?path=/F/a.txt', 'hello world');
    assert.equal(put.at('quickXorHash'), 'aCgDG9jwBhDc4Q1yawMZAAAAAAA=');
    assert.equal((await control('GET', '/items?path=/F/a.txt')).at('size'), 11);
    assert.equal((await control('GET', '/content?path=/F/a.txt')).text, 'hello world');
    assert.equal((await control('PUT', '/items?path=/G&folder=true')).at('folder'), true);
    assert.equal((await control('PUT', '/items?path=/big&size=1000')).at('size'), 1_000);
    await control('DELETE', '/items?path=/F/a.txt');
    assert.equal((await control('GET', '/items?path=/F/a.txt')).status, 400);
    assert.equal((await control('GET', '/items')).status, 400);
    const library = fixture.sim.drives.find(({ kind }) => kind === 'documentLibrary')?.id ?? '';
    await control('PUT', `/items?path=/l.txt&drive=${library}`, 'x');
    assert.ok(fixture.sim.item('/l.txt', library));
  });

  it('locks, fills, shares, slows down and resets', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    await control('POST', '/locks', { path: '/a.txt' });
    assert.equal((await client.graph('DELETE', '/me/drive/root:/a.txt')).status, 423);
    await control('POST', '/locks', { path: '/a.txt', locked: false });
    assert.equal((await client.graph('PATCH', '/me/drive/root:/a.txt', { description: 'y' })).status, 200);
    await control('POST', '/quota', { bytes: 3 });
    assert.equal((await client.graph('PUT', '/me/drive/root:/b.txt:/content', 'long')).status, 507);
    await control('POST', '/shares', { path: '/a.txt', with: 'grace@contoso.example', owner: sim.defaultAccount });
    client.token = sim.issueToken({ account: 'grace@contoso.example' });
    assert.equal((await client.graph('GET', '/me/drive/sharedWithMe')).at('value', 0, 'name'), 'a.txt');
    await control('POST', '/shaping', { roundTripMs: 120 });
    const started = performance.now();
    await client.graph('GET', '/me/drive');
    assert.ok(performance.now() - started > 100);
    await control('POST', '/reset');
    assert.deepEqual(sim.item('/')?.children, []);
    assert.equal((await control('POST', '/quota', {})).status, 400);
    assert.equal((await control('POST', '/quota', '{')).status, 400);
    assert.equal((await control('POST', '/locks', '[]')).status, 400);
  });
});

/** Windows has no signals that a process could answer. */
const posix = process.platform === 'win32' ? it.skip : it;

describe('the command line', () => {
  const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
  const running = new Set<ChildProcess>();
  const start = (
    ...options: string[]
  ): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } => {
    const child = spawn(process.execPath, [cli, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    return child;
  };
  afterEach(() => {
    for (const child of running) {
      child.kill('SIGKILL');
    }
    running.clear();
  });

  it('explains options, faults and control', async () => {
    const child = start('--help');
    const [help, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(code, 0);
    for (const word of ['--drive', '--lenient', 'retryAfterForm', '/_sim/faults', 'sessionLost']) {
      assert.ok(help.includes(word), word);
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    posix(`serves until ${signal} and then ends with code 0`, async () => {
      const child = start('--json', '--drive', 'personal', '--faults', '{"route":"me","kind":"status","status":503}');
      let output = '';
      child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
      await until(() => output.includes('\n'));
      const told: unknown = JSON.parse(output);
      const of = (key: string): string => String(Object.getOwnPropertyDescriptor(told, key)?.value);
      const headers = { Authorization: `Bearer ${of('token')}`, Connection: 'close' };
      assert.equal((await fetch(`${of('graphUrl')}/v1.0/me`, { headers })).status, 503);
      const drive: unknown = await (await fetch(`${of('graphUrl')}/v1.0/me/drive`, { headers })).json();
      assert.equal(Object.getOwnPropertyDescriptor(drive, 'driveType')?.value, 'personal');
      const ended = once(child, 'exit');
      child.kill(signal);
      assert.deepEqual(await ended, [0, null]);
    });
  }

  it('refuses what it does not know with code 2', async () => {
    const child = start('--nope');
    const [message, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.equal(code, 2);
    assert.match(message, /--nope[\s\S]*Try --help/u);
  });

  for (const [option, value] of [
    ['--drive', 'x'],
    ['--store', 'x'],
    ['--port', 'x'],
    ['--port', '-1'],
    ['--quota', 'much'],
    ['--lenient', 'x'],
    ['--units-per-minute', 'x'],
    ['--user-requests', '3000'],
    ['--behaviours', '5'],
    ['--behaviours', '{'],
    ['--workbooks', '5'],
    ['--workbooks', '{"openMs":"5"}'],
    ['--faults', '{}'],
  ] as const) {
    it(`refuses ${option} ${value}`, () => {
      assert.throws(() => readCommandLine([`${option}=${value}`]));
    });
  }

  it('turns every option into one of the simulator', () => {
    const line =
      '--port 5000 --drive documentLibrary --store disk:there --no-sha256 --quota 7 --seed 9 ' +
      '--lenient fatalRetry,tokenOnUploadUrl --bytes-per-second 10 --round-trip 20 --fragment-ms 30 ' +
      '--units-per-minute 40 --user-requests 3000/300 --behaviours {"lateFail":true} --workbooks {"openMs":5} --authority --faults [{"kind":"hang"},{"kind":"html"}] --empty --json';
    const { simulator, faults, empty, json } = readCommandLine(line.split(' '));
    assert.deepEqual(simulator, {
      port: 5_000,
      drive: 'documentLibrary',
      store: { disk: 'there' },
      sha256: false,
      quota: 7,
      seed: 9,
      lenient: ['tokenOnUploadUrl', 'fatalRetry'],
      shaping: { bytesPerSecond: 10, roundTripMs: 20, fragmentMs: 30 },
      throttle: { unitsPerMinute: 40, userRequests: { requests: 3_000, windowSeconds: 300 } },
      behaviours: { lateFail: true },
      workbooks: { openMs: 5 },
      authority: true,
    });
    assert.deepEqual(faults, [{ kind: 'hang' }, { kind: 'html' }]);
    assert.ok(empty && json);
  });
});
