import { l10n } from 'vscode';
import type { AccountKind } from '../../auth/model.ts';
import type { Fact, Problem, Route, SkipReason, StepId } from '../../diagnosis/model.ts';
import { formatBytes, formatDuration } from './format.ts';
import { describeError } from './messages.ts';
import type { Words } from './words.ts';

/** What a step of the connection check is called. */
export function stepName(step: StepId): string {
  const { t } = l10n;
  switch (step) {
    case 'name':
      return t('Name Lookup');
    case 'proxy':
      return t('Proxy');
    case 'tls':
      return t('Secure Connection');
    case 'signInHost':
      return t('Sign-In Service');
    case 'graph':
      return t('Microsoft Graph');
    case 'clock':
      return t('Clock');
    case 'account':
      return t('Account');
    case 'drive':
      return t('Drive');
    case 'quota':
      return t('Storage');
    case 'uploadHost':
      return t('Upload Server');
  }
}

/** What a step found out. @param tookMs how long it took. */
export function describeFact(fact: Fact, tookMs: number): string {
  const { t } = l10n;
  switch (fact.is) {
    case 'resolved':
      return t('{0} was found.', fact.host);
    case 'noLookup':
      return t('{0} needs no lookup.', fact.host);
    case 'leftToProxy':
      return t('{0} is not known here; the proxy looks it up.', fact.host);
    case 'route':
      return describeRoute(fact.route);
    case 'plain':
      return t('Not encrypted, on this computer only.');
    case 'encrypted':
      return t('{0}, certificate by {1}.', fact.protocol, fact.issuer);
    case 'reached':
      return fact.way === 'own'
        ? t('{0} answered in {1} ms.', fact.host, tookMs)
        : t("{0} answered in {1} ms, through VS Code's own network support.", fact.host, tookMs);
    case 'time':
      return t('It agrees with the service to {0}.', formatDuration(Math.abs(fact.aheadMs)));
    case 'account':
      return describeAccount(fact);
    case 'drive':
      return fact.driveType === 'personal'
        ? t('Personal OneDrive, {0}.', fact.ownerName ?? t('owner not told'))
        : t('OneDrive for work or school, {0}.', fact.ownerName ?? t('owner not told'));
    case 'space':
      return fact.remaining === undefined
        ? t('The service does not tell what is left.')
        : t('{0} left.', formatBytes(fact.remaining));
    case 'uploadHost':
      return t('{0} answered in {1} ms.', fact.host, tookMs);
  }
}

/** What is wrong with a step, and what helps: sentences that fit into a line each. */
export function describeCheckProblem(problem: Problem): Words {
  const { t } = l10n;
  switch (problem.is) {
    case 'failed':
      return describeError(problem.error);
    case 'timedOut':
      return {
        reason: t('No answer within {0}.', formatDuration(problem.ms)),
        next: t('Check the network, VPN and proxy, then try again.'),
      };
    case 'untrusted':
      return describeUntrusted(problem.issuer, problem.code);
    case 'inspected':
      return {
        reason: t('Your network opens encrypted traffic ({0}).', problem.issuer),
        next: t('It works, but whoever runs the network can read files and tokens.'),
      };
    case 'unchecked':
      return {
        reason: t('Certificates are not checked ({0}).', problem.issuer),
        next: t('Turn the setting http.proxyStrictSSL on: somebody may be reading along.'),
      };
    case 'strangeAnswer':
      return {
        reason: t('Something else than {0} answered (status {1}).', problem.host, problem.status),
        next: t('A network sign-in page or a proxy may be in between: open a web page.'),
      };
    case 'throttled':
      return {
        reason: t('{0} answers, but receives too many requests.', problem.host),
        next:
          problem.waitMs === undefined
            ? t('Uploads go on by themselves later.')
            : t('It asks to wait {0}; uploads go on by themselves.', formatDuration(problem.waitMs)),
      };
    case 'skewed':
      return {
        reason:
          problem.aheadMs > 0
            ? t('The clock of this computer is {0} fast.', formatDuration(problem.aheadMs))
            : t('The clock of this computer is {0} slow.', formatDuration(-problem.aheadMs)),
        next: t('Set it: sign-ins are refused when it differs by more than five minutes.'),
      };
    case 'permissionMissing':
      return {
        reason: t('The permission {0} was not given.', problem.missing.join(', ')),
        next: t('Sign out and in again, and accept it on the page.'),
      };
    case 'noDrive':
      return {
        reason: t('This account has no OneDrive.'),
        next: t('Open OneDrive in the browser once, or ask your administrator for a licence.'),
      };
    case 'nearlyFull':
      return {
        reason: t('{0} left.', formatBytes(problem.remaining)),
        next: t('Free some space in OneDrive before you upload more.'),
      };
    case 'full':
      return { reason: t('OneDrive is full.'), next: t('Free some space in OneDrive and try again.') };
    case 'sessionLeft':
      return {
        reason: t('{0} answered, but kept what was made for this check.', problem.host),
        next: t('It holds no data and goes away by itself.'),
      };
    case 'bypassed':
      return {
        reason: describeCheckProblem(problem.problem).reason,
        next: t("VS Code's own network support gets through instead; uploads use it."),
      };
  }
}

/** Why a step was not tried. */
export function describeSkip(because: SkipReason): string {
  const { t } = l10n;
  switch (because.is) {
    case 'needs':
      return t('Cannot work before this does: {0}.', stepName(because.step));
    case 'cancelled':
      return t('Cancelled.');
    case 'signedOut':
      return t('You are not signed in to OneDrive.');
    case 'throttled':
      return t('OneDrive asks to wait.');
    case 'notTold':
      return t('The service did not tell.');
  }
}

function describeRoute(route: Route): string {
  const { t } = l10n;
  if (route.via === 'proxy') {
    return route.from === 'setting'
      ? t('{0}, by the setting http.proxy.', route.server)
      : t('{0}, by the environment.', route.server);
  }
  switch (route.why) {
    case 'none':
      return t('No proxy is set.');
    case 'off':
      return t('No proxy: the setting http.proxySupport is off.');
    case 'excluded':
      return t('No proxy for this host, by the list of exceptions.');
  }
}

function describeUntrusted(issuer: string, code: string): Words {
  const { t } = l10n;
  const reason = t('The certificate by {0} is not trusted.', issuer);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return { reason, next: t('Check the date and time of this computer.') };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { reason, next: t('It is for another host: a proxy or a network sign-in page may be in between.') };
    default:
      return {
        reason,
        next: t('If your network opens traffic, install its certificate on this computer.'),
      };
  }
}

function describeAccount({ kind, label, granted }: Extract<Fact, { is: 'account' }>): string {
  const { t } = l10n;
  const who = label ?? accountKind(kind);
  return granted === undefined || granted.length === 0
    ? t('{0}; permissions not known.', who)
    : t('{0}; permissions: {1}.', who, granted.join(', '));
}

function accountKind(kind: AccountKind): string {
  switch (kind) {
    case 'msal':
      return l10n.t('Signed in');
    case 'vscode':
      return l10n.t('Microsoft account of VS Code');
    case 'token':
      return l10n.t('Access token');
  }
}
