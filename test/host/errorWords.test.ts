import assert from 'node:assert/strict';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { TransportError } from '../../src/graph/transport.ts';
import { describeError } from '../../src/vscode/words/messages.ts';

describe('the words of an error', () => {
  it('fit whoever signed in with an account as well as whoever pasted a token', () => {
    const { reason, next } = describeError(new SignInRequiredError('rejected'));
    assert.equal(reason, 'OneDrive does not accept your sign-in.');
    assert.match(next, /^Sign in again; .*access token/u);
    assert.match(
      describeError(new SignInRequiredError('expired')).message,
      /access token has ended.*new access token/u,
    );
  });

  it('name a proxy that cannot be used where it has a name, and the settings to mend', () => {
    const unread = describeError(new TransportError('proxyUnusable', ''));
    assert.equal(unread.reason, 'The address of the proxy cannot be read.');
    const socks = describeError(new TransportError('proxyUnusable', 'proxy.test:1080'));
    assert.equal(socks.reason, 'The proxy proxy.test:1080 is of a kind that cannot be used.');
    for (const { next } of [unread, socks]) {
      assert.match(next, /http\.proxy.*HTTPS_PROXY.*http:\/\/proxy/u);
    }
  });
});
