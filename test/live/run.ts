import { sessionChecks } from './checks/sessions.ts';
import { uploadChecks } from './checks/uploads.ts';
import { workbookChecks } from './checks/workbooks.ts';
import { expected } from './expected.ts';
import { Live } from './live.ts';
import type { Answer, Check, CheckResult, Comparison, Findings, Report } from './model.ts';
import { errorWords } from './outcome.ts';
import { questions } from './questions.ts';
import type { Target } from './target.ts';

export const allChecks: readonly Check[] = [...uploadChecks, ...sessionChecks, ...workbookChecks];

/** Works through checks and all questions, and removes what was made. Rejects only when it could not begin. */
export async function runLive(
  target: Target,
  say: (line: string) => void,
  signal: AbortSignal,
  checks = allChecks,
): Promise<{ readonly report: Report; readonly log: string }> {
  const live = await Live.begin(target, signal);
  const results: CheckResult[] = [];
  const answers: { title: string; answer: Answer }[] = [];
  const problems: string[] = [];
  try {
    for (const check of checks) {
      say(check.title);
      results.push({ title: check.title, comparisons: await compared(check, live, signal) });
    }
    for (const { title, answer } of questions) {
      say(title);
      answers.push({ title, answer: await answered(answer(live, signal), signal) });
    }
  } catch (error) {
    problems.push(signal.aborted ? 'It was stopped.' : `It was broken off: ${errorWords(error)}.`);
  } finally {
    say('Removing everything');
    problems.push(...(await live.end()).map((left) => `This is left: ${left}.`));
  }
  const { service, scopes } = target;
  const permissions = scopes === undefined ? 'not known' : permissionNames(scopes);
  const report = { service, driveType: live.driveType, permissions, checks: results, questions: answers, problems };
  return { report, log: live.log.text };
}

/** A check that fails is a difference, too. */
async function compared(check: Check, live: Live, signal: AbortSignal): Promise<Comparison[]> {
  const wanted = expected[live.driveType][check.id] ?? {};
  let seen: Findings;
  try {
    seen = await check.run(live, signal);
  } catch (error) {
    seen = { error: errorWords(error) };
  }
  signal.throwIfAborted();
  return [...new Set([...Object.keys(wanted), ...Object.keys(seen)])].map((what) => ({
    what,
    expected: textOf(wanted[what]),
    seen: textOf(seen[what]),
    agrees: wanted[what] === seen[what],
  }));
}

async function answered(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    signal.throwIfAborted();
    return { settled: false, text: `It failed: ${errorWords(error)}.` };
  }
}

function textOf(finding: Findings[string] | undefined): string {
  return finding === undefined ? '–' : typeof finding === 'boolean' ? (finding ? 'yes' : 'no') : String(finding);
}

/** Without the address of the service before them. */
function permissionNames(scopes: readonly string[]): string {
  const names = scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1));
  return names.toSorted().join(', ') || 'none';
}
