// Everything that CI checks:  npm test [-- names of stages or groups] [--grep text]
// Prints one line for each stage, the output of those that failed, and closes with "N passed, N failed, N skipped".
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type Summary, readSummary, render } from '../support/mocha.ts';
import { out, root } from './setup/paths.js';
import { elapsed, say } from './setup/steps.js';
import { type Stage, allStages } from './stages.ts';

/** Lines of a failed stage that are shown. */
const longestOutput = 80;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs the stage's process to its end. */
async function execute(stage: Stage): Promise<{ succeeded: boolean; output: string }> {
  const child = spawn(process.execPath, stage.command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined && stage.beside !== true) {
    // Windows come first: somebody waits for them, and gives up sooner than the rest.
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  }
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const timer = setTimeout(() => {
    output += `\nStopped after ${stage.timeoutMs / 60_000} minutes.\n`;
    child.kill();
  }, stage.timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  return { succeeded: code === 0, output };
}

async function runStage(stage: Stage): Promise<Counts> {
  const start = performance.now();
  if (stage.summaryFile !== undefined) {
    rmSync(stage.summaryFile, { force: true });
  }
  const { succeeded, output } = await execute(stage);
  const summary = stage.summaryFile === undefined ? undefined : readSummary(stage.summaryFile);
  const counts = count(stage, succeeded, summary);
  const result = stage.summaryFile === undefined ? (succeeded ? 'ok' : 'FAILED') : renderCounts(counts);
  say(`${stage.name.padEnd(12)}${result.padEnd(36)}${elapsed(start).padStart(8)}`);
  if (counts.failed > 0) {
    sayShortened(stage.name, output.trimEnd());
  } else if (summary !== undefined && summary.skipped.length > 0) {
    say(render(summary).trimEnd());
  }
  return counts;
}

/** Prints the first part of a long output; the whole is kept. */
function sayShortened(name: string, output: string): void {
  const lines = output.split('\n');
  say(lines.slice(0, longestOutput).join('\n'));
  if (lines.length > longestOutput) {
    const file = join(out, 'logs', `${name}.log`);
    mkdirSync(join(out, 'logs'), { recursive: true });
    writeFileSync(file, output);
    say(`… ${lines.length - longestOutput} more lines in ${relative(root, file)}`);
  }
}

/** A process of tests that fails without a failed test has crashed, or left something running. */
function count(stage: Stage, succeeded: boolean, summary: Summary | undefined): Counts {
  if (stage.summaryFile === undefined) {
    return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
  }
  const failed = summary?.failures.length ?? 0;
  return {
    passed: summary?.passed ?? 0,
    failed: succeeded && summary !== undefined ? failed : Math.max(failed, 1),
    skipped: summary?.skipped.length ?? 0,
  };
}

function renderCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

const { values, positionals } = parseArgs({
  options: { grep: { type: 'string', default: '' } },
  allowPositionals: true,
});
const all = allStages(values.grep);
const unknown = positionals.filter((name) => !all.some((stage) => stage.name === name || stage.group === name));
if (unknown.length > 0) {
  say(`There is no stage ${unknown.join(', ')}. Stages: ${all.map((stage) => stage.name).join(', ')}`);
  process.exitCode = 2;
} else {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const inOrder = async (stages: readonly Stage[]): Promise<void> => {
    for (const stage of stages) {
      const counts = await runStage(stage);
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.skipped += counts.skipped;
    }
  };
  const chosen = all.filter(
    ({ name, group }) => positionals.length === 0 || positionals.includes(name) || positionals.includes(group),
  );
  await inOrder(chosen.filter(({ first }) => first === true));
  const others = chosen.filter(({ first }) => first !== true);
  await Promise.all([
    inOrder(others.filter(({ beside }) => beside === true)),
    inOrder(others.filter(({ beside }) => beside !== true)),
  ]);
  say(renderCounts(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
