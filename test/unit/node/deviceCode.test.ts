import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DeviceCode, IssuedToken } from '../../../src/auth/ports.ts';
import { createIdentityClient } from '../../../src/node/identityClient.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeAuthority, refusal } from '../../support/fakeAuthority.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { MemoryText } from '../../support/memoryText.ts';
import { lostConnection } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const scopes = ['https://graph.microsoft.com/Files.ReadWrite'];
const pending = refusal(70016, 'authorization_pending');

describe('sign-in with a device code', () => {
  let authority: FakeAuthority;
  let clock: ManualClock;
  let texts: MemoryText;
  let log: MemoryLog;
  let stop: AbortController;

  beforeEach(() => {
    authority = new FakeAuthority();
    clock = new ManualClock();
    texts = new MemoryText();
    log = new MemoryLog();
    stop = new AbortController();
  });

  /** @param polls what the service answers when it is asked whether the user is done; then the user is. */
  async function begin(...polls: Reply[]): Promise<{ code: DeviceCode; result: Promise<IssuedToken> }> {
    const registration = { clientId: 'app', authority: 'https://login.microsoftonline.com/common' };
    const client = createIdentityClient(registration, { vault: texts, transport: authority, clock, log });
    const told = Promise.withResolvers<DeviceCode>();
    const result = client.deviceCode({ scopes }, told.resolve, stop.signal);
    result.catch(told.reject);
    const code = await told.promise;
    authority.instead.push(...polls);
    return { code, result };
  }

  /** Lets time pass until the next question, and until its answer has been looked at. */
  async function nextPoll(seconds: number): Promise<void> {
    await eventually(() => assert.equal(clock.pending, 1));
    const before = authority.asked.length;
    clock.advance(seconds * 1000 - 1);
    await new Promise(setImmediate);
    assert.equal(authority.asked.length, before, 'asked too early');
    clock.advance(1);
    await eventually(() => assert.equal(authority.asked.length, before + 1));
  }

  it('tells the code, and asks at the pace of the service until the user has typed it in', async () => {
    const { code, result } = await begin(pending, pending);
    assert.deepEqual(code, {
      userCode: 'ABCD1234',
      page: 'https://microsoft.com/devicelogin',
      expiresAt: clock.now() + 900_000,
    });
    await nextPoll(5);
    await nextPoll(5);
    await nextPoll(5);
    assert.equal((await result).accessToken, 'SECRET-AT-megan-1');
    assert.match(texts.text ?? '', /SECRET-RT-megan-1/u);
    assert.match(authority.asked[0]?.form.get('claims') ?? '', /"CP1"/u);
    assert.ok(!/SECRET|ABCD1234/u.test(log.text));
  });

  it('asks less often when the service wants that', async () => {
    const { result } = await begin(refusal(0, 'slow_down'), pending, { status: 503, headers: { 'retry-after': '40' } });
    await nextPoll(5);
    await nextPoll(10);
    await nextPoll(10);
    await nextPoll(40);
    assert.ok((await result).accessToken);
  });

  for (const [interval, seconds] of [
    [9, 9],
    [0, 5],
    [undefined, 5],
  ] as const) {
    it(`asks every ${seconds} seconds when the service names ${interval ?? 'no time'}`, async () => {
      const [device_code, verification_uri] = ['DEVICE-SECRET', 'https://microsoft.com/devicelogin'];
      const json = { device_code, user_code: 'ABCD1234', verification_uri, expires_in: 900, interval };
      authority.instead.push({ status: 200, json });
      const { result } = await begin(pending);
      await nextPoll(seconds);
      await nextPoll(seconds);
      assert.ok((await result).accessToken);
    });
  }

  it('goes on when the line was down for a moment', async () => {
    const { result } = await begin(lostConnection());
    await nextPoll(5);
    await nextPoll(10);
    assert.ok((await result).accessToken);
  });

  it('ends at once when cancelled, and leaves nothing behind', async () => {
    const before = await openResources();
    const { result } = await begin(pending);
    await nextPoll(5);
    await eventually(() => assert.equal(clock.pending, 1));
    const reason = new Error('enough');
    stop.abort(reason);
    await assert.rejects(result, (error) => error === reason);
    assert.equal(clock.pending, 0);
    assert.equal(texts.text, undefined);
    await assertNothingLeft(before);
  });

  it('ends when the code does, also when the service says nothing', async () => {
    const { result } = await begin(pending);
    await nextPoll(5);
    await eventually(() => assert.equal(clock.pending, 1));
    authority.instead.push(pending);
    clock.advance(900_000);
    await assert.rejects(result, { name: 'SignInError', problem: 'timedOut' });
  });

  it('says that there was no connection when that lasts until the code ends', async () => {
    const lost = lostConnection();
    const { result } = await begin(lost);
    const failed = assert.rejects(result, (error) => error === lost);
    await nextPoll(5);
    await eventually(() => assert.equal(clock.pending, 1));
    authority.instead.push(lost);
    clock.advance(900_000);
    await failed;
  });

  for (const [what, answer, problem] of [
    ['the user does not want to', refusal(65004, 'authorization_declined'), 'declined'],
    ['the service says that the code has ended', refusal(70020, 'expired_token'), 'timedOut'],
    ['a policy forbids such a sign-in', refusal(53003, 'access_denied'), 'deviceCodeBlocked'],
    ['the device is not known', refusal(50097, 'invalid_grant'), 'deviceCodeBlocked'],
    ['the registration is none of a public client', refusal(7000218, 'invalid_client'), 'publicClientOff'],
  ] as const) {
    it(`ends when ${what}`, async () => {
      const { result } = await begin(answer);
      const failed = assert.rejects(result, { name: 'SignInError', problem });
      await nextPoll(5);
      await failed;
    });
  }

  it('says what is wrong when there is no code', async () => {
    authority.instead.push(refusal(700016, 'unauthorized_client'));
    await assert.rejects(begin(), { name: 'SignInError', problem: 'unknownApp' });
    const [json, status] = [{ device_code: 'd', user_code: 'u', expires_in: 900 }, 200];
    for (const page of ['vscode://evil', 'http://evil.example', '']) {
      authority.instead.push({ status, json: { ...json, verification_uri: page } });
      await assert.rejects(begin(), { name: 'SignInError', problem: 'serviceProblem' }, page);
    }
  });
});
