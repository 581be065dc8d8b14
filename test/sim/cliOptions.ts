import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isObject } from './http/json.ts';
import type { DriveKind, SimulatorOptions, StoreOption } from './options.ts';
import type { FaultSpec } from './rules/faultSpec.ts';
import { parseFaults } from './rules/parseFault.ts';
import { LENIENCIES, type Leniency } from './rules/violations.ts';
import { parseWorkbookOption } from './workbook/parseOption.ts';

const OPTIONS = {
  port: { type: 'string' },
  drive: { type: 'string' },
  store: { type: 'string' },
  sha256: { type: 'boolean' },
  quota: { type: 'string' },
  seed: { type: 'string' },
  lenient: { type: 'string' },
  'bytes-per-second': { type: 'string' },
  'line-bytes-per-second': { type: 'string' },
  'round-trip': { type: 'string' },
  'fragment-ms': { type: 'string' },
  'units-per-minute': { type: 'string' },
  'user-requests': { type: 'string' },
  behaviours: { type: 'string' },
  workbooks: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  authority: { type: 'boolean' },
  faults: { type: 'string' },
  empty: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowNegative: true }>>['values'];

/** What the command line asks for. */
export interface CommandLine {
  readonly simulator: SimulatorOptions;
  readonly faults: readonly FaultSpec[];
  /** Without sample folders. */
  readonly empty: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. @throws Error that names what is wrong */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowNegative: true });
  return {
    simulator: readOptions(values),
    faults: values.faults === undefined ? [] : parseFaults(JSON.parse(values.faults)),
    empty: values.empty ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
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

function readThrottle(values: Values): SimulatorOptions['throttle'] {
  const unitsPerMinute = number(values, 'units-per-minute');
  const text = values['user-requests'];
  if (unitsPerMinute === undefined && text === undefined) {
    return undefined;
  }
  const [, requests, windowSeconds] = /^(\d+)\/(\d+)$/u.exec(text ?? '') ?? [];
  if (text !== undefined && requests === undefined) {
    throw new Error('--user-requests is two numbers, such as 3000/300');
  }
  return {
    ...(unitsPerMinute === undefined ? {} : { unitsPerMinute }),
    ...(text === undefined
      ? {}
      : { userRequests: { requests: Number(requests), windowSeconds: Number(windowSeconds) } }),
  };
}

function readTls(values: Values): SimulatorOptions['tls'] {
  const { 'tls-cert': cert, 'tls-key': key } = values;
  if (cert === undefined && key === undefined) {
    return undefined;
  }
  if (cert === undefined || key === undefined) {
    throw new Error('--tls-cert and --tls-key belong together');
  }
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

function readOptions(values: Values): SimulatorOptions {
  const quota = number(values, 'quota');
  const bytesPerSecond = number(values, 'bytes-per-second');
  const lineBytesPerSecond = number(values, 'line-bytes-per-second');
  const tls = readTls(values);
  const throttle = readThrottle(values);
  return {
    port: number(values, 'port') ?? 0,
    drive: readDrive(values.drive),
    store: readStore(values.store),
    seed: number(values, 'seed') ?? 1,
    lenient: readLenient(values.lenient),
    behaviours: readBehaviours(values.behaviours),
    ...(values.workbooks === undefined ? {} : { workbooks: parseWorkbookOption(JSON.parse(values.workbooks)) }),
    shaping: {
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
      ...(lineBytesPerSecond === undefined ? {} : { lineBytesPerSecond }),
      roundTripMs: number(values, 'round-trip') ?? 0,
      fragmentMs: number(values, 'fragment-ms') ?? 0,
    },
    ...(tls === undefined ? {} : { tls }),
    ...(values.authority === true ? { authority: true } : {}),
    ...(values.sha256 === undefined ? {} : { sha256: values.sha256 }),
    ...(quota === undefined ? {} : { quota }),
    ...(throttle === undefined ? {} : { throttle }),
  };
}
