// Times this extension's engine beside other clients, on one simulator:  npm run bench [-- --quick] [--help]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../run/setup/steps.js';
import { out } from '../run/setup/paths.js';
import { startConnectProxy } from '../strangers/connectProxy.ts';
import { cleanUpAtExit } from '../support/cleanup.ts';
import { Bench } from './bench.ts';
import { hashing } from './hashing.ts';
import { hostBench, hostTable } from './hostBench.ts';
import type { HostFigures } from './inHost/job.ts';
import { bundleEngine, engineName, findRclone, lanes } from './lanes.ts';
import { lines } from './lines.ts';
import type { Line } from './lines.ts';
import { plot } from './plot.ts';
import type { Report } from './results.ts';
import { prepareTinyFolder, scale, scaleCases, scaleTable } from './scale.ts';
import type { ServiceAddress } from './service.ts';
import { graphHost } from '../strangers/rcloneEnvironment.ts';
import { tables } from './table.ts';
import { Trials } from './trials.ts';
import type { TrialParts } from './trials.ts';
import { versions } from './versions.ts';
import { flat, prepare, prepareSparse, works } from './works.ts';
import type { PreparedWork } from './works.ts';

const usage = `Options:
  --quick           the same in less than three minutes: less work, two lines, one run
  --scale           what becomes of the engine when there is much to do: 100,000 files, 100 GiB
  --host            how free the extension host of a real VS Code stays
  --runs N          of each, the median counts (default: 3; quick: 1)
  --lines A,B       ${lines.map(({ name }) => name).join(', ')}
  --works A,B       ${works(false)
    .map(({ name }) => name)
    .join(', ')}
                    with --scale: ${scaleCases(false)
                      .map(({ name }) => name)
                      .join(', ')}
  --lanes A,B       ${lanes(true)
    .map(({ name }) => name)
    .join(', ')}`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    host: { type: 'boolean', default: false },
    runs: { type: 'string' },
    lines: { type: 'string' },
    works: { type: 'string' },
    lanes: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Those that were named; all when none was. @throws Error that names what there is */
function chosen<T extends { readonly name: string }>(all: readonly T[], names: string | undefined): readonly T[] {
  if (names === undefined) {
    return all;
  }
  return names.split(',').map((name) => {
    const found = all.find((each) => each.name === name);
    if (found === undefined) {
      throw new Error(`There is no ${name}, only ${all.map((each) => each.name).join(', ')}.`);
    }
    return found;
  });
}

const folder = join(out, 'bench');
const files = join(folder, 'files');
const KiB = 1024;
const GiB = KiB ** 3;

/** What both kinds of runs need: the bundle, the simulator and a way to it. */
async function withService(work: (parts: TrialParts) => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true });
  say('Making files and the bundle ...');
  const engine = await bundleEngine(join(folder, 'engine'));
  const scratch = await mkdtemp(join(tmpdir(), 'onedrive-bench-'));
  cleanUpAtExit(() => void rm(scratch, { recursive: true, force: true }));
  const service = fork(join(import.meta.dirname, 'service.ts'));
  const [address]: ServiceAddress[] = await once(service, 'message');
  if (address === undefined) {
    throw new Error('The simulator did not start.');
  }
  const proxy = await startConnectProxy({ [`${graphHost}:443`]: Number(new URL(address.graphUrl).port) });
  try {
    await work({ service, address, tools: { proxy: proxy.url, engine, scratch } });
  } finally {
    await proxy.close();
    service.disconnect();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A client that fails is a row of the table all the same. */
function tellOfFailures(results: readonly { readonly failure?: string }[]): void {
  if (results.some(({ failure }) => failure !== undefined)) {
    process.exitCode = 1;
  }
}

/** Where and with what it was measured. */
async function setting(rclone: string | undefined): Promise<Omit<Report, 'results'>> {
  return {
    date: new Date().toISOString().slice(0, 10),
    command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
    versions: await versions(rclone),
    machine: `${cpus().length} processors (${cpus()[0]?.model ?? ''}), ${process.platform} ${process.arch}`,
  };
}

async function compare(): Promise<void> {
  const { quick } = values;
  const rclone = await findRclone(say);
  const quickLines = lines.filter(({ name }) => name === 'loopback' || name === '1G-250ms');
  const theLines = values.lines === undefined && quick ? quickLines : chosen(lines, values.lines);
  const theWorks = chosen(works(quick), values.works);
  const theLanes = chosen(lanes(rclone !== undefined), values.lanes);
  await withService(async (parts) => {
    const prepared = await Promise.all(theWorks.map((work) => prepare(work, files)));
    const runs = Number(values.runs ?? (quick ? 1 : 3));
    const bench = new Bench({ ...parts, lanes: theLanes, runs, say });
    // Who names works or lines wants all of these.
    const isWhole = !quick && values.works === undefined && values.lines === undefined;
    const isTold = ({ name }: PreparedWork, line: Line): boolean => !isWhole || line.works.includes(name);
    const results = await bench.run(prepared, theLines, isTold);
    const report: Report = { ...(await setting(rclone)), results };
    await writeFile(join(folder, 'results.json'), JSON.stringify(report, undefined, 2));
    await writeFile(join(folder, 'results.svg'), plot(report));
    say(`\n${tables(results)}`);
    say('Also in out/bench: results.json, results.svg.');
    tellOfFailures(results);
  });
}

async function growth(): Promise<void> {
  const [lane] = lanes(false).filter(({ name }) => name === engineName);
  if (lane === undefined) {
    throw new Error('There is no engine.');
  }
  const cases = chosen(scaleCases(values.quick), values.works);
  await withService(async (parts) => {
    const results = await scale(cases, { trials: new Trials(parts), lane }, files, say);
    const hash = hashing();
    const report = { ...(await setting(undefined)), results, hash };
    await writeFile(join(folder, 'scale.json'), JSON.stringify(report, undefined, 2));
    say(`\n${scaleTable(results)}`);
    say(
      `\nQuickXorHash ${hash.quickXorHash.toFixed(2)} s/GiB, SHA-1 ${hash.sha1.toFixed(2)} s/GiB: ${hash.ratio.toFixed(2)} of it`,
    );
    say('Also in out/bench: scale.json.');
    tellOfFailures(results);
  });
}

/** Uploads that last for as long as they are watched, each in a VS Code of its own. */
async function inHost(): Promise<void> {
  const { quick } = values;
  await withService(async ({ address }) => {
    const tree = await prepareTinyFolder(quick ? 1000 : 10_000, files);
    const large: string[] = [];
    for (let index = 1; index <= 4; index++) {
      large.push(...pathsOf(await prepareSparse(`host-${index}`, (quick ? 1 : 4) * GiB, files)));
    }
    const single = await prepare(
      flat('single', '2,000 files of 8 KiB', 2000, () => 8 * KiB),
      files,
    );
    const cases = new Map<string, HostFigures>();
    for (const [title, paths, seconds] of [
      [`4 files and a ${tree.title} at once`, [...large, tree.folder], quick ? 5 : 30],
      // Longer, and it would rest again: the service takes no more requests than so many.
      [`${single.title}, chosen one by one`, pathsOf(single), 8],
    ] as const) {
      cases.set(title, await hostBench(address, paths, seconds, folder));
    }
    say(`\n${hostTable(cases)}`);
  });
}

function pathsOf({ folder: parent, local }: PreparedWork): readonly string[] {
  return local.map(({ path }) => join(parent, path));
}

if (values.help) {
  say(usage);
} else {
  await (values.host ? inHost() : values.scale ? growth() : compare());
}
