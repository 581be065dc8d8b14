import { parseArgs } from 'node:util';
import { DAY } from './clock.ts';
import { CONTROL, FAULTS, USAGE } from './help.ts';
import { isObject } from './http/json.ts';
import { type DriveKind, type Leniency, type Simulator, type SimulatorOptions, startSimulator } from './index.ts';
import type { StoreOption } from './options.ts';
import { parseFaults } from './rules/parseFault.ts';
import { LENIENCIES } from './rules/violations.ts';

const OPTIONS = {
  port: { type: 'string' },
  drive: { type: 'string' },
  store: { type: 'string' },
  sha256: { type: 'boolean' },
  quota: { type: 'string' },
  seed: { type: 'string' },
  lenient: { type: 'string' },
  'bytes-per-second': { type: 'string' },
  'round-trip': { type: 'string' },
  'fragment-ms': { type: 'string' },
  'units-per-minute': { type: 'string' },
  behaviours: { type: 'string' },
  faults: { type: 'string' },
  empty: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowNegative: true }>>['values'];

const YEAR_IN_SECONDS = (365 * DAY) / 1_000;
const SAMPLE_FOLDERS = ['/Documents', '/Pictures', '/Reports/2025', '/Reports/2026'];

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function number(values: Values, name: keyof Values): number | undefined {
  const text = values[name];
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) {
    throw new Error(`--${name} is not a number`);
  }
  return value;
}

function readDrive(text = 'business'): DriveKind {
  if (text === 'business' || text === 'personal' || text === 'documentLibrary') {
    return text;
  }
  throw new Error('--drive is business, personal or documentLibrary');
}

function readStore(text = 'memory'): StoreOption {
  if (text === 'memory' || text === 'hash') {
    return text;
  }
  if (text.startsWith('disk:')) {
    return { disk: text.slice('disk:'.length) };
  }
  throw new Error('--store is memory, hash or disk:FOLDER');
}

function readLenient(text = ''): Leniency[] {
  const wanted = text.split(',').filter((name) => name !== '');
  const unknown = wanted.find((name) => !LENIENCIES.some((leniency) => leniency === name));
  if (unknown !== undefined) {
    throw new Error(`--lenient knows ${LENIENCIES.join(', ')}`);
  }
  return LENIENCIES.filter((leniency) => wanted.includes(leniency));
}

function readBehaviours(text = '{}'): NonNullable<SimulatorOptions['behaviours']> {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) {
    throw new Error('--behaviours is a JSON object');
  }
  return value;
}

function readOptions(values: Values): SimulatorOptions {
  const quota = number(values, 'quota');
  const bytesPerSecond = number(values, 'bytes-per-second');
  const unitsPerMinute = number(values, 'units-per-minute');
  return {
    port: number(values, 'port') ?? 0,
    drive: readDrive(values.drive),
    store: readStore(values.store),
    seed: number(values, 'seed') ?? 1,
    lenient: readLenient(values.lenient),
    behaviours: readBehaviours(values.behaviours),
    shaping: {
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
      roundTripMs: number(values, 'round-trip') ?? 0,
      fragmentMs: number(values, 'fragment-ms') ?? 0,
    },
    ...(values.sha256 === undefined ? {} : { sha256: values.sha256 }),
    ...(quota === undefined ? {} : { quota }),
    ...(unitsPerMinute === undefined ? {} : { throttle: { unitsPerMinute } }),
  };
}

function announce(simulator: Simulator, values: Values): void {
  const token = simulator.issueToken({ expiresInSeconds: YEAR_IN_SECONDS });
  const [drive] = simulator.drives;
  if (values.json) {
    print(JSON.stringify({ graphUrl: simulator.graphUrl, token, driveId: drive?.id }));
    return;
  }
  print(`Graph root:  ${simulator.graphUrl}`);
  print(`Account:     ${simulator.defaultAccount} (${drive?.kind ?? ''} drive)`);
  print(`Token:       ${token}`);
  print('');
  print(`Try:         curl -H "Authorization: Bearer TOKEN" ${simulator.graphUrl}/v1.0/me/drive/root/children`);
  print(`Control:     curl ${simulator.graphUrl}/_sim/`);
  print('Stop with Ctrl+C.');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS, allowNegative: true });
  if (values.help) {
    print([USAGE, FAULTS, CONTROL].join('\n'));
    return;
  }
  const faults = values.faults === undefined ? [] : parseFaults(JSON.parse(values.faults));
  const simulator = await startSimulator(readOptions(values));
  for (const fault of faults) {
    simulator.faults.add(fault);
  }
  for (const folder of values.empty ? [] : SAMPLE_FOLDERS) {
    simulator.putItem(folder, { folder: true });
  }
  announce(simulator, values);
  const stop = (): void => {
    void simulator.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nTry --help.\n`);
  process.exitCode = 2;
}
