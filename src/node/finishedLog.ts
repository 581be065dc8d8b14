import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import { isJsonObject, parseJsonObject } from '../base/json.ts';
import type { DriveFolder } from '../graph/driveItem.ts';
import type { FinishedFile, FinishedLog, FinishedLogs } from '../upload/ports.ts';

/** Logs of folder uploads as files in a folder, owner-only: one line of JSON for each thing that is finished. */
export function finishedLogs(folder: string): FinishedLogs {
  const fileOf = (id: string): string => path.join(folder, `${id}.finished.ndjson`);
  return {
    async open(id) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return openLog(fileOf(id));
    },
    remove: (id) => rm(fileOf(id), { force: true }),
  };
}

type Line =
  { readonly path: string; readonly file: FinishedFile } | { readonly path: string; readonly folder: DriveFolder };

const newLine = 0x0a;

/** Where the lines of an earlier run are: there may be very many, and few of them are asked for. */
interface Places {
  /** Byte offsets by {@link keyOf}. */
  readonly offsets: Map<string, number>;
  /** Of all lines, bytes. */
  longest: number;
}

async function openLog(file: string): Promise<FinishedLog> {
  const handle = await open(file, 'a+', 0o600);
  try {
    const earlier = await findLines(handle);
    return new NodeFinishedLog(handle, earlier, await endsTorn(handle));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function findLines(handle: FileHandle): Promise<Places> {
  const places: Places = { offsets: new Map(), longest: 0 };
  let offset = 0;
  for await (const bytes of linesOf(handle)) {
    const line = parse(bytes.toString());
    if (line !== undefined) {
      places.offsets.set(keyOf('file' in line ? 'file' : 'folder', line.path), offset);
      places.longest = Math.max(places.longest, bytes.length);
    }
    offset += bytes.length + 1;
  }
  return places;
}

/** Without their ends. */
async function* linesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
    let bytes = Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(newLine); end >= 0; end = bytes.indexOf(newLine)) {
      yield bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  yield rest;
}

/** Whether the process ended in the middle of a line. */
async function endsTorn(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) {
    return false;
  }
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== newLine;
}

function keyOf(kind: 'file' | 'folder', joined: string): string {
  return `${kind} ${joined}`;
}

/** Only what this file wrote is ever there, but perhaps not all of it. */
function parse(text: string): Line | undefined {
  const line = parseJsonObject(text);
  const isLine = typeof line?.['path'] === 'string' && isFinished(line);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return isLine ? (line as unknown as Line) : undefined;
}

function isFinished({ file, folder }: Readonly<Record<string, unknown>>): boolean {
  return isJsonObject(file) ? isJsonObject(file['stat']) && isJsonObject(file['result']) : isJsonObject(folder);
}

class NodeFinishedLog implements FinishedLog {
  readonly #handle: FileHandle;
  readonly #earlier: Places;
  #lines: string[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(handle: FileHandle, earlier: Places, isTorn: boolean) {
    this.#handle = handle;
    this.#earlier = earlier;
    if (isTorn) {
      this.#lines.push('');
    }
  }

  async file(names: readonly string[]): Promise<FinishedFile | undefined> {
    const line = await this.#find('file', names);
    return line && 'file' in line ? line.file : undefined;
  }

  async folder(names: readonly string[]): Promise<DriveFolder | undefined> {
    const line = await this.#find('folder', names);
    return line && 'folder' in line ? line.folder : undefined;
  }

  addFile(names: readonly string[], file: FinishedFile): void {
    this.#add({ path: names.join('/'), file });
  }

  addFolder(names: readonly string[], folder: DriveFolder): void {
    this.#add({ path: names.join('/'), folder });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
    if (this.#failure !== undefined) {
      throw new Error('not everything was written', { cause: this.#failure });
    }
  }

  async #find(kind: 'file' | 'folder', names: readonly string[]): Promise<Line | undefined> {
    const { offsets, longest } = this.#earlier;
    const offset = offsets.get(keyOf(kind, names.join('/')));
    if (offset === undefined) {
      return undefined;
    }
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(longest), 0, longest, offset);
    const end = buffer.subarray(0, bytesRead).indexOf(newLine);
    return parse(buffer.subarray(0, end < 0 ? bytesRead : end).toString());
  }

  #add(line: Line): void {
    this.#lines.push(JSON.stringify(line));
    this.#writing ??= this.#write();
  }

  /** What is added while a write is under way goes with the next one. */
  async #write(): Promise<void> {
    try {
      // Lets whatever else happens at this moment be added.
      await Promise.resolve();
      while (this.#lines.length > 0) {
        const lines = this.#lines;
        this.#lines = [];
        await this.#handle.appendFile(`${lines.join('\n')}\n`);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#writing = undefined;
    }
  }
}
