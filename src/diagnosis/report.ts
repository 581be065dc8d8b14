import { redact } from '../base/log.ts';
import { byteParts } from '../base/units.ts';
import { SignInError } from '../auth/errors.ts';
import type { Cloud } from '../graph/clouds.ts';
import { CloudError } from '../graph/clouds.ts';
import { GraphError, UnexpectedAnswerError } from '../graph/errors.ts';
import { SignInRequiredError } from '../graph/tokens.ts';
import { TransportError } from '../graph/transport.ts';
import type { Fact, Outcome, Problem, Route, SkipReason, StepResult } from './model.ts';

/** What the check ran in: names and versions, nothing that tells who or where. */
export interface ReportHead {
  readonly extension: string;
  readonly vscode: string;
  readonly node: string;
  readonly system: string;
  /** Kind of remote window, such as `ssh-remote`; `none` when there is none. */
  readonly remote: string;
  readonly cloud: Cloud;
  /** Wall clock, milliseconds since 1970. */
  readonly time: number;
}

/**
 * The results as a text to pass on: in English like the log, without names of people and files, and without secrets.
 */
export function reportOf(head: ReportHead, results: readonly StepResult[]): string {
  const { graph, authority, id } = head.cloud;
  const lines = [
    'OneDrive Sessions: connection check',
    `time: ${new Date(head.time).toISOString()}`,
    `versions: extension ${head.extension}, VS Code ${head.vscode}, Node ${head.node}`,
    `system: ${head.system}, remote: ${head.remote}`,
    `cloud: ${id}, Graph: ${new URL(graph).host}, sign-in: ${new URL(authority).host}`,
    '',
    ...results.map((result) => lineOf(result)),
    '',
  ];
  return redact(lines.join('\n'));
}

/** One result for the log and the report. */
export function lineOf({ step, outcome, tookMs }: StepResult): string {
  return redact(`${step}: ${outcome.state}: ${textOf(outcome)} (${tookMs} ms)`);
}

function textOf(outcome: Outcome): string {
  switch (outcome.state) {
    case 'ok':
      return factText(outcome.fact);
    case 'warning':
    case 'error':
      return problemText(outcome.problem);
    case 'skipped':
      return skipText(outcome.because);
  }
}

function factText(fact: Fact): string {
  switch (fact.is) {
    case 'resolved':
      return `${fact.host} has ${fact.addresses} addresses`;
    case 'noLookup':
      return `${fact.host} needs no name server`;
    case 'leftToProxy':
      return `${fact.host} is not known here, the proxy has to resolve it`;
    case 'route':
      return routeText(fact.route);
    case 'plain':
      return 'plain HTTP on this machine';
    case 'encrypted':
      return `${fact.protocol}, certificate by ${fact.issuer}`;
    case 'reached':
      return `${fact.host} reached by ${fact.way === 'own' ? 'our own client' : 'the network support of VS Code'}${idText(fact.requestId)}`;
    case 'time':
      return `ahead by ${Math.round(fact.aheadMs / 1000)} s`;
    case 'account':
      return `${fact.kind}, permissions: ${fact.granted?.join(' ') ?? 'not known'}`;
    case 'drive':
      return fact.driveType === 'personal' ? 'personal' : `${fact.driveType} (work or school)`;
    case 'space':
      return `left: ${bytesText(fact.remaining)} of ${bytesText(fact.total)}`;
    case 'uploadHost':
      return `${fact.host} reached`;
  }
}

function routeText(route: Route): string {
  if (route.via === 'direct') {
    return { none: 'no proxy', off: 'no proxy, switched off by a setting', excluded: 'no proxy for this host' }[
      route.why
    ];
  }
  const { server, from, authenticated } = route;
  return `${server} by ${from === 'setting' ? 'http.proxy' : 'the environment'}, ${authenticated ? 'with' : 'without'} password`;
}

function problemText(problem: Problem): string {
  switch (problem.is) {
    case 'failed':
      return errorText(problem.error);
    case 'timedOut':
      return `not finished within ${problem.ms} ms`;
    case 'untrusted':
      return `certificate not trusted: ${problem.code}, by ${problem.issuer}`;
    case 'inspected':
      return `traffic is inspected: certificate by ${problem.issuer}`;
    case 'unchecked':
      return `certificates are not checked (http.proxyStrictSSL), by ${problem.issuer}`;
    case 'strangeAnswer':
      return `something else than ${problem.host} answered: status ${problem.status}`;
    case 'throttled':
      return `${problem.host} asks to wait${problem.waitMs === undefined ? '' : ` ${Math.ceil(problem.waitMs / 1000)} s`}`;
    case 'skewed':
      return `clock ahead by ${Math.round(problem.aheadMs / 1000)} s`;
    case 'permissionMissing':
      return `not granted: ${problem.missing.join(' ')}`;
    case 'noDrive':
      return 'the account has no drive';
    case 'nearlyFull':
      return `left: ${bytesText(problem.remaining)}`;
    case 'full':
      return 'no space left';
    case 'sessionLeft':
      return `${problem.host} reached, but the session of the check could not be deleted`;
    case 'bypassed':
      return `${problemText(problem.problem)}; the network support of VS Code gets through`;
  }
}

function skipText(because: SkipReason): string {
  switch (because.is) {
    case 'needs':
      return `cannot work without ${because.step}`;
    case 'cancelled':
      return 'cancelled';
    case 'signedOut':
      return 'not signed in';
    case 'throttled':
      return 'the service asks to wait';
    case 'notTold':
      return 'the service did not tell';
  }
}

/** Only errors that are known to hold no secret have their message in the text. */
function errorText(error: unknown): string {
  const isKnown = [
    TransportError,
    GraphError,
    UnexpectedAnswerError,
    SignInRequiredError,
    SignInError,
    CloudError,
  ].some((known) => error instanceof known);
  if (!(error instanceof Error)) {
    return 'unexpected';
  }
  const id = 'requestId' in error ? error.requestId : 'correlationId' in error ? error.correlationId : undefined;
  return (isKnown ? error.message : error.name) + codeOf(error) + idText(id);
}

/** The code of the platform's error behind one of ours: it tells more than our own word for it. */
function codeOf({ cause }: Error): string {
  if (!(cause instanceof Error)) {
    return '';
  }
  return 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : codeOf(cause);
}

function idText(id: unknown): string {
  return typeof id === 'string' ? `, request-id=${id}` : '';
}

function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) {
    return 'not told';
  }
  const { value, unit } = byteParts(bytes);
  return `${value} ${unit}`;
}
