import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Mocha from 'mocha';

/** What a run of tests came to. */
export interface Summary {
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly detail: string }[];
  /** Titles of the tests that did not run. */
  readonly skipped: readonly string[];
  /** Tests that took more than a second, longest first. */
  readonly slow: readonly { readonly title: string; readonly milliseconds: number }[];
}

export interface RunOptions {
  /** For one test or hook, milliseconds. */
  readonly timeout: number;
  /** Only tests whose full title contains this. */
  readonly grep?: string | undefined;
  /** How many processes share the files; without it they run in this one. */
  readonly jobs?: number | undefined;
  /** Where the summary is written as JSON. */
  readonly summaryFile: string;
}

/** Loads and runs test files. A run without any test is a failure: it would otherwise look like success. */
export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<Summary> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: options.timeout,
    forbidOnly: true,
    // Collects, prints nothing.
    reporter: Mocha.reporters.Base,
    ...(options.jobs === undefined ? {} : { parallel: true, jobs: options.jobs }),
    ...(options.grep === undefined ? {} : { fgrep: options.grep }),
  });
  for (const file of files) {
    mocha.addFile(file);
  }
  if (options.jobs === undefined) {
    await mocha.loadFilesAsync();
  }
  const summary = await collect(mocha);
  await mkdir(dirname(options.summaryFile), { recursive: true });
  await writeFile(options.summaryFile, JSON.stringify(summary, undefined, 2));
  return summary;
}

async function collect(mocha: Mocha): Promise<Summary> {
  const failures: { title: string; detail: string }[] = [];
  const skipped: string[] = [];
  const slow: { title: string; milliseconds: number }[] = [];
  let passed = 0;
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => {
      passed += 1;
      if (test.duration !== undefined && test.duration > 1000) {
        slow.push({ title: test.fullTitle(), milliseconds: test.duration });
      }
    });
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Runnable, error: unknown) =>
      failures.push({ title: test.fullTitle(), detail: describe(error) }),
    );
  });
  if (passed + failures.length + skipped.length === 0) {
    failures.push({ title: 'the run', detail: 'no test was found' });
  }
  slow.sort((left, right) => right.milliseconds - left.milliseconds);
  return { passed, failures, skipped, slow };
}

function describe(error: unknown): string {
  if (!isErrorLike(error)) {
    return String(error);
  }
  const cause = error.cause === undefined ? '' : `\nCaused by: ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** From a process of its own an error comes as what was left of it on the way. */
function isErrorLike(error: unknown): error is Pick<Error, 'message' | 'stack' | 'cause'> {
  return typeof error === 'object' && error !== null && 'message' in error;
}

/** Reads what a run of ours wrote; undefined when it did not come to its end. */
export function readSummary(file: string): Summary | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes this file
    return JSON.parse(readFileSync(file, 'utf8')) as Summary;
  } catch {
    return undefined;
  }
}

/** The failures and skips of a run as text for people. */
export function render(summary: Summary): string {
  const failed = summary.failures.map(
    ({ title, detail }) => `  FAILED  ${title}\n${detail.replaceAll(/^/gm, '    ')}\n`,
  );
  const skipped = summary.skipped.map((title) => `  skipped ${title}\n`);
  return [...failed, ...skipped].join('');
}
