import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { signInByBrowser } from '../../../src/auth/browserFlow.ts';
import type { BrowserFlowParts, BrowserFlowRequest } from '../../../src/auth/browserFlow.ts';
import type { AuthorizationRequest, IdentityClient, IssuedToken, RedirectAnswer } from '../../../src/auth/ports.ts';
import { orAborted } from '../../../src/base/abort.ts';
import { systemRandom } from '../../../src/base/random.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock } from '../../support/manualClock.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;
const scopes = ['https://graph.microsoft.com/Files.ReadWrite'];
const issued: IssuedToken = {
  accessToken: 't1',
  expiresAt: 0,
  scopes: ['Files.ReadWrite'],
  account: { id: 'ada', label: 'ada@contoso.test' },
};

type Redeemed = Parameters<IdentityClient['redeem']>[0];

/** A sign-in whose page, browser and listener the test plays. */
class Flow {
  readonly clock = new ManualClock();
  readonly pages: AuthorizationRequest[] = [];
  readonly redeemed: Redeemed[] = [];
  readonly opened: string[] = [];
  closed = 0;
  /** Signal that the waiting listener was given. */
  waiting: AbortSignal | undefined;
  #come: ((answer: RedirectAnswer) => void) | undefined;
  readonly #changed: Partial<BrowserFlowParts>;

  constructor(changed: Partial<BrowserFlowParts> = {}) {
    this.#changed = changed;
  }

  run(request: Partial<BrowserFlowRequest> = {}, signal = never): Promise<IssuedToken> {
    return signInByBrowser(this.#parts(), { scopes, ...request }, signal);
  }

  /** Resolves when the listener waits. */
  shown(): Promise<void> {
    return eventually(() => assert.ok(this.#come));
  }

  /** The browser comes back, by default as it should. */
  comeBack(answer: RedirectAnswer = {}): void {
    this.#come?.({ state: this.pages[0]?.state ?? '', ...answer });
  }

  #parts(): BrowserFlowParts {
    const unused = (): Promise<never> => Promise.reject(new Error('not asked for'));
    return {
      client: {
        pageAddress: async (page) => {
          this.pages.push(page);
          return 'https://login.example/page';
        },
        redeem: async (request) => {
          this.redeemed.push(request);
          return issued;
        },
        deviceCode: unused,
        silent: unused,
        forget: unused,
      },
      listen: async () => ({
        port: 4711,
        answer: (_state, signal) => {
          this.waiting = signal;
          const { promise, resolve } = Promise.withResolvers<RedirectAnswer>();
          this.#come = resolve;
          return orAborted(promise, signal);
        },
        close: async () => {
          this.closed++;
        },
      }),
      external: async (port) => `http://localhost:${port}`,
      open: async (address) => {
        this.opened.push(address);
        return true;
      },
      random: systemRandom,
      clock: this.clock,
      ...this.#changed,
    };
  }
}

describe('signInByBrowser', () => {
  it('opens the page and exchanges the code that comes back', async () => {
    const flow = new Flow();
    const result = flow.run({ loginHint: 'ada@contoso.test', claims: '{"c":1}' });
    await flow.shown();
    assert.deepEqual(flow.opened, ['https://login.example/page']);
    flow.comeBack({ code: 'code-1' });
    assert.deepEqual(await result, issued);
    const [page] = flow.pages;
    const { verifier, ...redeemed } = flow.redeemed[0] ?? assert.fail('redeemed nothing');
    assert.deepEqual(redeemed, { code: 'code-1', redirectUri: 'http://localhost:4711', scopes, claims: '{"c":1}' });
    assert.deepEqual(page, {
      scopes,
      loginHint: 'ada@contoso.test',
      claims: '{"c":1}',
      redirectUri: 'http://localhost:4711',
      state: page?.state,
      challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    assert.match(verifier, /^[\w-]{43}$/u);
    assert.equal(flow.closed, 1);
    assert.equal(flow.clock.pending, 0);
  });

  it('has other secrets each time', async () => {
    const seen = new Set<string>();
    for (let time = 0; time < 3; time++) {
      const flow = new Flow();
      const result = flow.run();
      await flow.shown();
      flow.comeBack({ code: 'c' });
      await result;
      seen.add(flow.redeemed[0]?.verifier ?? '').add(flow.pages[0]?.state ?? '');
    }
    assert.equal(seen.size, 6);
  });

  it('sends the redirect address that the browser can reach', async () => {
    const flow = new Flow({ external: async () => 'http://localhost:5000' });
    const result = flow.run();
    await flow.shown();
    flow.comeBack({ code: 'c' });
    await result;
    assert.equal(flow.pages[0]?.redirectUri, 'http://localhost:5000');
    assert.equal(flow.redeemed[0]?.redirectUri, 'http://localhost:5000');
  });

  it('takes an answer that comes while the browser is being opened', async () => {
    const flow = new Flow({ open: () => new Promise(() => {}) });
    const result = flow.run();
    await flow.shown();
    flow.comeBack({ code: 'c' });
    assert.deepEqual(await result, issued);
  });

  it('shows no page when the browser cannot come back', async () => {
    const flow = new Flow({ external: async () => undefined });
    await assert.rejects(flow.run(), { name: 'SignInError', problem: 'browserNotOpened' });
    assert.deepEqual(flow.pages, []);
    assert.equal(flow.closed, 1);
  });

  it('says that the browser was not opened, and waits no longer', async () => {
    const flow = new Flow({ open: async () => false });
    await assert.rejects(flow.run(), { name: 'SignInError', problem: 'browserNotOpened' });
    assert.equal(flow.waiting?.aborted, true);
    assert.equal(flow.closed, 1);
    assert.equal(flow.clock.pending, 0);
  });

  it('gives up after five minutes', async () => {
    const flow = new Flow();
    const result = flow.run();
    await flow.shown();
    flow.clock.advance(5 * 60_000 - 1);
    await turn();
    assert.equal(flow.waiting?.aborted, false);
    flow.clock.advance(1);
    await assert.rejects(result, { name: 'SignInError', problem: 'timedOut' });
    assert.equal(flow.closed, 1);
  });

  it('ends when it is cancelled, wherever it is', async () => {
    const hang = (): Promise<never> => new Promise(() => {});
    for (const changed of [{}, { open: hang }, { external: hang }] satisfies Partial<BrowserFlowParts>[]) {
      const flow = new Flow(changed);
      const cancel = new AbortController();
      const result = flow.run({}, cancel.signal);
      await (changed.external === undefined ? flow.shown() : turn());
      cancel.abort(new Error('cancelled by the user'));
      await assert.rejects(result, /cancelled by the user/u);
      assert.equal(flow.closed, 1);
      assert.equal(flow.clock.pending, 0);
    }
  });

  it('does not listen at all when it was cancelled before', async () => {
    const flow = new Flow({ listen: () => Promise.reject(new Error('listens')) });
    await assert.rejects(flow.run({}, AbortSignal.abort(new Error('before'))), /before/u);
  });

  const answers: [what: string, answer: RedirectAnswer, problem: string, aadsts?: number][] = [
    ['no consent', { error: 'access_denied', errorDescription: 'AADSTS65004: no' }, 'declined', 65004],
    ['an administrator', { error: 'x', errorDescription: 'AADSTS90094: no' }, 'adminConsentRequired', 90094],
    ['neither code nor error', {}, 'unexpected'],
    ['a code and an error', { code: 'c', error: 'server_error' }, 'serviceProblem'],
    ['the state of somebody else', { code: 'c', state: 'other' }, 'answerNotOurs'],
  ];
  for (const [what, answer, problem, aadsts] of answers) {
    it(`translates an answer with ${what}, and redeems nothing`, async () => {
      const flow = new Flow();
      const result = flow.run();
      await flow.shown();
      flow.comeBack(answer);
      await assert.rejects(result, { name: 'SignInError', problem, ...(aadsts !== undefined && { aadsts }) });
      assert.deepEqual(flow.redeemed, []);
      assert.equal(flow.closed, 1);
    });
  }
});
