import { globSync } from 'node:fs';
import { join } from 'node:path';
import { out, root } from './setup/paths.js';

/** One line of the test report. */
export interface Stage {
  readonly name: string;
  /** What selects the stage on the command line, beside its name. */
  readonly group: 'check' | 'unit' | 'sim' | 'scenarios' | 'matrix' | 'crash' | 'live' | 'strangers' | 'host' | 'ui';
  /** Arguments for node. */
  readonly command: readonly string[];
  /** Where a stage of tests leaves its counts. A stage without one counts as one check. */
  readonly summaryFile?: string;
  readonly timeoutMs: number;
  /** Whether it leaves in `dist/` what others use, or looks at that: such stages run before the rest. */
  readonly first?: boolean;
  /** Whether it waits for windows most of the time: such stages run one after another beside the rest. */
  readonly beside?: boolean;
}

const minute = 60_000;

function bin(script: string): string {
  return join(root, 'node_modules', script);
}

function check(name: string, command: readonly string[]): Stage {
  return { name, group: 'check', command, timeoutMs: 5 * minute };
}

/** Summaries lie together, so that a failed run in CI can be read afterwards. */
export function summaryFileOf(name: string): string {
  return join(out, 'results', `${name}.json`);
}

interface TestStage {
  readonly name: string;
  readonly group: Stage['group'];
  readonly patterns: readonly string[];
  readonly except?: readonly string[];
  /** For each test, milliseconds. */
  readonly timeout: number;
  /** Processes that share the files; one when it is left out. */
  readonly jobs?: number;
}

function tests({ name, group, patterns, except = [], timeout, jobs }: TestStage, grep: string): Stage {
  const files = globSync(patterns, { cwd: root, exclude: except }).toSorted();
  const summaryFile = summaryFileOf(name);
  return {
    name,
    group,
    command: [join(root, 'test', 'run', 'mocha.ts'), summaryFile, String(timeout), String(jobs ?? ''), grep, ...files],
    summaryFile,
    timeoutMs: 15 * minute,
  };
}

/** Tests of the project itself: what it consists of, not what it does. */
const structure = ['layering', 'manifest', 'bundle'].map((name) => `test/unit/${name}.test.ts`);

/**
 * Everything that CI checks: what is quick and fails most often comes first.
 * @param grep only tests whose title contains this; empty for all
 */
export function allStages(grep: string): readonly Stage[] {
  return [
    check('format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']),
    check('types', [bin('typescript/bin/tsc'), '-p', '.']),
    check('lint', [bin('oxlint/bin/oxlint'), '--type-aware', '--quiet']),
    check('unused', [bin('knip/bin/knip.js'), '--no-progress']),
    { ...check('package', [join(root, 'test', 'run', 'package.ts')]), first: true },
    { ...tests({ name: 'structure', group: 'check', patterns: structure, timeout: 20_000 }, grep), first: true },
    tests(
      { name: 'unit', group: 'unit', patterns: ['test/unit/**/*.test.ts'], except: structure, timeout: 5000 },
      grep,
    ),
    tests({ name: 'simulator', group: 'sim', patterns: ['test/sim/test/**/*.test.ts'], timeout: 20_000 }, grep),
    tests(
      { name: 'scenarios', group: 'scenarios', patterns: ['test/scenarios/**/*.test.ts'], timeout: 60_000, jobs: 2 },
      grep,
    ),
    tests({ name: 'matrix', group: 'matrix', patterns: ['test/matrix/*.test.ts'], timeout: 30_000, jobs: 2 }, grep),
    tests({ name: 'crash', group: 'crash', patterns: ['test/crash/*.test.ts'], timeout: 120_000, jobs: 2 }, grep),
    tests({ name: 'live', group: 'live', patterns: ['test/live/*.test.ts'], timeout: 60_000, jobs: 2 }, grep),
    tests({ name: 'strangers', group: 'strangers', patterns: ['test/strangers/*.test.ts'], timeout: 180_000 }, grep),
    {
      name: 'host',
      group: 'host',
      command: [join(root, 'test', 'run', 'host.ts'), grep],
      summaryFile: summaryFileOf('host'),
      timeoutMs: 15 * minute,
      beside: true,
    },
    { ...tests({ name: 'ui', group: 'ui', patterns: ['test/ui/*.test.ts'], timeout: 120_000 }, grep), beside: true },
  ];
}
