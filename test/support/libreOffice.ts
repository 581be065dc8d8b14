import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const longestMs = 60_000;

/** Commas, quotation marks, UTF-8, from the first line on, what cells hold, every sheet in a file of its own. */
const csvFilter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

/** LibreOffice of this machine; `undefined` when there is none. */
export const libreOffice: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'soffice'))
  .find((file) => existsSync(file));

/** Whether formulas are calculated when a workbook is opened, or their stored results are taken. */
type Calculation = 'always' | 'never';

const recalculationModes: Readonly<Record<Calculation, number>> = { always: 0, never: 1 };

function settings(calculation: Calculation): string {
  const mode = recalculationModes[calculation];
  return `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>${mode}</value></prop></item>
</oor:items>`;
}

/** The sheets of a workbook as LibreOffice reads them: CSV by the name of the sheet. */
export async function readByLibreOffice(
  command: string,
  bytes: Uint8Array,
  calculation: Calculation,
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-office-'));
  try {
    const profile = join(folder, 'profile');
    const sheets = join(folder, 'sheets');
    const book = join(folder, 'Book.xlsx');
    await mkdir(join(profile, 'user'), { recursive: true });
    await writeFile(join(profile, 'user', 'registrymodifications.xcu'), settings(calculation));
    await writeFile(book, bytes);
    const home = `-env:UserInstallation=${pathToFileURL(profile).href}`;
    const args = [home, '--headless', '--convert-to', csvFilter, '--outdir', sheets, book];
    await run(command, args, { timeout: longestMs, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    const texts = new Map<string, string>();
    for (const file of await readdir(sheets)) {
      const name = file.replace(/^Book-/u, '').replace(/\.csv$/u, '');
      texts.set(name, await readFile(join(sheets, file), 'utf8'));
    }
    return texts;
  } finally {
    await rm(folder, { recursive: true });
  }
}
