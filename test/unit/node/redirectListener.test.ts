import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { connect, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, it } from 'mocha';
import type { RedirectListener } from '../../../src/auth/ports.ts';
import { listenForRedirect } from '../../../src/node/redirectListener.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import type { Resources } from '../../support/leaks.ts';

const pages = { done: '<p>It is done</p>', failed: '<p>It failed</p>' };
const never = new AbortController().signal;
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

interface Shown {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('redirect listener', () => {
  let before: Resources;
  let listener: RedirectListener;

  beforeEach(async () => {
    before = await openResources();
    listener = await listenForRedirect(pages);
  });

  afterEach(async () => {
    await listener.close();
    await assertNothingLeft(before);
  });

  /** As a browser does it. */
  async function visit(path: string, options: RequestOptions = {}, body?: string): Promise<Shown> {
    const sent = request({ host: '127.0.0.1', port: listener.port, path, agent: false, ...options });
    const answered = once(sent, 'response');
    sent.end(body);
    const [response] = await answered;
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  it('takes the code that comes with the expected state', async () => {
    const answer = listener.answer('s1', never);
    const { status, body } = await visit('/?code=c%2B1&state=s1&session_state=x');
    assert.deepEqual([status, body], [200, pages.done]);
    assert.deepEqual(await answer, { code: 'c+1', state: 's1' });
  });

  it('takes the code of a form that the page has posted', async () => {
    const answer = listener.answer('s1', never);
    const options = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    assert.equal((await visit('/', options, 'code=c%201&state=s1')).body, pages.done);
    assert.deepEqual(await answer, { code: 'c 1', state: 's1' });
  });

  it('is reached by either address that localhost can mean', async function () {
    if (!hasIpv6) {
      this.skip();
    }
    const answer = listener.answer('s1', never);
    assert.equal((await visit('/?code=c&state=s1', { host: '::1' })).status, 200);
    assert.equal((await answer).code, 'c');
  });

  it('shows what went wrong, and hands it on', async () => {
    const answer = listener.answer('s1', never);
    const { status, body } = await visit('/?error=access_denied&error_description=AADSTS65004%3A+no&state=s1');
    assert.deepEqual([status, body], [200, pages.failed]);
    assert.deepEqual(await answer, { error: 'access_denied', errorDescription: 'AADSTS65004: no', state: 's1' });
  });

  it('refuses answers that nobody asked for, and keeps waiting', async () => {
    assert.equal((await visit('/?code=early&state=s1')).status, 400, 'nobody waits yet');
    const answer = listener.answer('s1', never);
    for (const path of ['/', '/?code=x', '/?code=x&state=', '/?code=x&state=s2', '/?state=s1', '/?code=&state=s1']) {
      const { status, body } = await visit(path);
      assert.deepEqual([status, body], [400, pages.failed], path);
    }
    const long = `code=x&state=s1&more=${'m'.repeat(70_000)}`;
    assert.equal((await visit('/', { method: 'POST' }, long)).status, 400);
    await visit('/?code=right&state=s1');
    assert.equal((await answer).code, 'right');
  });

  it('shows a second tab that it is done, and takes nothing more from it', async () => {
    const answer = listener.answer('s1', never);
    await visit('/?code=first&state=s1');
    assert.equal((await visit('/?code=second&state=s1')).body, pages.done);
    assert.equal((await visit('/?error=access_denied&state=s1')).body, pages.done);
    assert.equal((await visit('/?code=x&state=s2')).status, 400);
    assert.equal((await answer).code, 'first');
    assert.equal((await listener.answer('s1', never)).code, 'first');
  });

  it('has one page only', async () => {
    assert.equal((await visit('/favicon.ico')).status, 404);
    assert.equal((await visit('/other?code=c&state=s1')).status, 404);
    const { status, headers } = await visit('/?code=c&state=s1', { method: 'HEAD' });
    assert.deepEqual([status, headers.allow], [405, 'GET, POST']);
  });

  it('answers to names of this machine only, whatever port the browser was led through', async () => {
    const answer = listener.answer('s1', never);
    for (const host of ['evil.example', `evil.example:${listener.port}`, 'localhost.evil.example', '10.0.0.1']) {
      const { status, body } = await visit('/?code=x&state=s1', { headers: { host } });
      assert.deepEqual([status, body], [403, ''], host);
    }
    assert.equal((await visit('/?code=c&state=s1', { headers: { host: 'localhost:50123' } })).status, 200);
    assert.equal((await answer).code, 'c');
  });

  it('lets nothing of the answer be kept, sent on or run', async () => {
    const { headers } = await visit('/?code=c&state=s1');
    assert.partialDeepStrictEqual(headers, {
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'unsafe-inline';/u);
  });

  it('gives up waiting when aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const answer = listener.answer('s1', stop.signal);
    stop.abort(reason);
    await assert.rejects(answer, (error) => error === reason);
  });

  it('frees everything at once when closed, and can be closed twice', async () => {
    const socket = connect(listener.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /?code=');
    socket.on('error', () => {});
    const gone = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    const begun = performance.now();
    await Promise.all([listener.close(), listener.close()]);
    await gone;
    assert.ok(performance.now() - begun < 1000);
    await assert.rejects(visit('/'), { code: 'ECONNREFUSED' });
  });

  describe('where one of the two addresses cannot be had', () => {
    // oxlint-disable-next-line typescript/unbound-method -- called with its server
    const { listen } = Server.prototype;
    /** Ports that were free on 127.0.0.1. */
    let tried: number[];

    /** @param codes why the other address refuses, time after time; the last one goes on. */
    function refusing(...codes: (string | undefined)[]): void {
      Server.prototype.listen = function patched(this: Server, ...given: unknown[]): Server {
        const [options] = given;
        assert.ok(typeof options === 'object' && options !== null && 'host' in options && 'port' in options);
        if (options.host !== '::1') {
          return Reflect.apply(listen, this, given);
        }
        tried.push(Number(options.port));
        const code = codes.length > 1 ? codes.shift() : codes[0];
        if (code === undefined) {
          return Reflect.apply(listen, this, [{ ...options, host: '127.0.0.2' }]);
        }
        setImmediate(() => this.emit('error', Object.assign(new Error(code), { code })));
        return this;
      };
    }

    beforeEach(() => {
      tried = [];
    });
    afterEach(() => {
      Server.prototype.listen = listen;
    });

    function isFree(port: number): Promise<boolean> {
      const socket = connect(port, '127.0.0.1');
      return new Promise((resolve) => {
        socket
          .once('error', () => resolve(true))
          .once('connect', () => {
            socket.destroy();
            resolve(false);
          });
      });
    }

    it('takes another port when another program has it, and frees the first', async () => {
      refusing('EADDRINUSE', 'EADDRINUSE', undefined);
      const other = await listenForRedirect(pages);
      assert.equal(tried.length, 3);
      assert.equal(other.port, tried[2]);
      assert.deepEqual(await Promise.all(tried.map(isFree)), [true, true, false]);
      await other.close();
    });

    it('says so when there is no port to be had, and leaves nothing open', async () => {
      refusing('EADDRINUSE');
      await assert.rejects(listenForRedirect(pages), { name: 'SignInError', problem: 'portTaken' });
      assert.equal(tried.length, 10);
      assert.deepEqual(new Set(await Promise.all(tried.map(isFree))), new Set([true]));
    });

    it('does without it on a machine that has no such address', async () => {
      refusing('EAFNOSUPPORT');
      const other = await listenForRedirect(pages);
      assert.deepEqual(tried, [other.port]);
      await other.close();
    });
  });

  it('gives each sign-in a port of its own', async () => {
    const other = await listenForRedirect(pages);
    assert.notEqual(other.port, listener.port);
    await other.close();
  });
});
