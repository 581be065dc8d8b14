import assert from 'node:assert/strict';
import type { Fact, Problem, SkipReason } from '../../src/diagnosis/model.ts';
import { GraphError } from '../../src/graph/errors.ts';
import { describeCheckProblem, describeFact, describeSkip } from '../../src/vscode/words/checkWords.ts';

/** What fits into a line of VS Code's list, beside the name of the step. */
const longestReason = 70;
const longestNext = 82;

describe('the words of a connection check', () => {
  const untrusted = (code: string): Problem => ({ is: 'untrusted', issuer: 'Contoso CA', code });
  const problems: readonly (readonly [Problem, string, RegExp])[] = [
    [{ is: 'timedOut', ms: 45_000 }, 'No answer within 45 s.', /proxy/u],
    [untrusted('CERT_HAS_EXPIRED'), 'The certificate by Contoso CA is not trusted.', /date and time/u],
    [untrusted('CERT_NOT_YET_VALID'), 'The certificate by Contoso CA is not trusted.', /date and time/u],
    [untrusted('ERR_TLS_CERT_ALTNAME_INVALID'), 'The certificate by Contoso CA is not trusted.', /another host/u],
    [
      untrusted('SELF_SIGNED_CERT_IN_CHAIN'),
      'The certificate by Contoso CA is not trusted.',
      /install its certificate/u,
    ],
    [
      { is: 'inspected', issuer: 'Contoso CA' },
      'Your network opens encrypted traffic (Contoso CA).',
      /can read files/u,
    ],
    [{ is: 'unchecked', issuer: 'Contoso CA' }, 'Certificates are not checked (Contoso CA).', /http\.proxyStrictSSL/u],
    [
      { is: 'strangeAnswer', host: 'graph.microsoft.com', status: 302 },
      'Something else than graph.microsoft.com answered (status 302).',
      /open a web page/u,
    ],
    [
      { is: 'throttled', host: 'graph.microsoft.com', waitMs: 120_000 },
      'graph.microsoft.com answers, but receives too many requests.',
      /wait 2 min 0 s/u,
    ],
    [
      { is: 'throttled', host: 'graph.microsoft.com' },
      'graph.microsoft.com answers, but receives too many requests.',
      /later/u,
    ],
    [{ is: 'skewed', aheadMs: 600_000 }, 'The clock of this computer is 10 min 0 s fast.', /five minutes/u],
    [{ is: 'skewed', aheadMs: -600_000 }, 'The clock of this computer is 10 min 0 s slow.', /five minutes/u],
    [
      { is: 'permissionMissing', missing: ['Files.ReadWrite'] },
      'The permission Files.ReadWrite was not given.',
      /Sign out and in/u,
    ],
    [{ is: 'noDrive' }, 'This account has no OneDrive.', /administrator/u],
    [{ is: 'nearlyFull', remaining: 1024 }, '1.00 KB left.', /Free some space/u],
    [{ is: 'full' }, 'OneDrive is full.', /Free some space/u],
    [{ is: 'sessionLeft', host: 'h' }, 'h answered, but kept what was made for this check.', /goes away/u],
    [{ is: 'bypassed', problem: { is: 'full' } }, 'OneDrive is full.', /VS Code's own network support/u],
    [
      { is: 'failed', error: new GraphError({ status: 403, code: 'accessDenied', codes: [] }) },
      'OneDrive denied access.',
      /Files\.ReadWrite/u,
    ],
  ];
  for (const [problem, reason, next] of problems) {
    it(`tell what is wrong in a line, and what helps in another: ${JSON.stringify(problem)}`, () => {
      const words = describeCheckProblem(problem);
      assert.equal(words.reason, reason);
      assert.match(words.next, next);
      assert.ok(words.reason.length <= longestReason && words.next.length <= longestNext, JSON.stringify(words));
    });
  }

  const facts: readonly (readonly [Fact, string])[] = [
    [{ is: 'resolved', host: 'h', addresses: 1 }, 'h was found.'],
    [{ is: 'noLookup', host: 'h' }, 'h needs no lookup.'],
    [{ is: 'leftToProxy', host: 'h' }, 'h is not known here; the proxy looks it up.'],
    [{ is: 'route', route: { via: 'direct', why: 'none' } }, 'No proxy is set.'],
    [{ is: 'route', route: { via: 'direct', why: 'off' } }, 'No proxy: the setting http.proxySupport is off.'],
    [{ is: 'route', route: { via: 'direct', why: 'excluded' } }, 'No proxy for this host, by the list of exceptions.'],
    [
      { is: 'route', route: { via: 'proxy', server: 'p:1', from: 'setting', authenticated: true } },
      'p:1, by the setting http.proxy.',
    ],
    [
      { is: 'route', route: { via: 'proxy', server: 'p:1', from: 'environment', authenticated: true } },
      'p:1, by the environment.',
    ],
    [{ is: 'plain' }, 'Not encrypted, on this computer only.'],
    [{ is: 'encrypted', protocol: 'TLSv1.3', issuer: 'CA' }, 'TLSv1.3, certificate by CA.'],
    [{ is: 'reached', host: 'h', way: 'own' }, 'h answered in 7 ms.'],
    [{ is: 'reached', host: 'h', way: 'vscode' }, "h answered in 7 ms, through VS Code's own network support."],
    [{ is: 'time', aheadMs: -1500 }, 'It agrees with the service to 2 s.'],
    [
      { is: 'account', kind: 'msal', label: 'megan@contoso.com', granted: ['Files.ReadWrite'] },
      'megan@contoso.com; permissions: Files.ReadWrite.',
    ],
    [{ is: 'account', kind: 'msal' }, 'Signed in; permissions not known.'],
    [{ is: 'account', kind: 'vscode' }, 'Microsoft account of VS Code; permissions not known.'],
    [{ is: 'account', kind: 'token' }, 'Access token; permissions not known.'],
    [{ is: 'drive', driveType: 'personal', ownerName: 'Megan' }, 'Personal OneDrive, Megan.'],
    [{ is: 'drive', driveType: 'business' }, 'OneDrive for work or school, owner not told.'],
    [{ is: 'space', remaining: 2048 }, '2.00 KB left.'],
    [{ is: 'space' }, 'The service does not tell what is left.'],
    [{ is: 'uploadHost', host: 'h' }, 'h answered in 7 ms.'],
  ];
  for (const [fact, text] of facts) {
    it(`tell what was found: ${text}`, () => {
      assert.equal(describeFact(fact, 7), text);
    });
  }

  const reasons: readonly (readonly [SkipReason, string])[] = [
    [{ is: 'needs', step: 'graph' }, 'Cannot work before this does: Microsoft Graph.'],
    [{ is: 'cancelled' }, 'Cancelled.'],
    [{ is: 'signedOut' }, 'You are not signed in to OneDrive.'],
    [{ is: 'throttled' }, 'OneDrive asks to wait.'],
    [{ is: 'notTold' }, 'The service did not tell.'],
  ];
  for (const [because, text] of reasons) {
    it(`tell why a step was skipped: ${text}`, () => {
      assert.equal(describeSkip(because), text);
    });
  }
});
