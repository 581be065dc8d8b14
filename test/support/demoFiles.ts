import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePatternedFile } from './patternedFile.ts';
import { sampleWorkbook } from './workbooks.ts';

/** Files as a person has them: a large one, a small text and a workbook. */
export const demoFiles = { large: 'measurements.bin', text: 'notes.txt', workbook: 'budget.xlsx' } as const;

/** Bytes. */
export const largeFileSize = 64 * 1024 * 1024;

/** Writes the files into a folder, which is made. */
export async function writeDemoFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writePatternedFile(join(folder, demoFiles.large), largeFileSize);
  await writeFile(join(folder, demoFiles.text), 'Bring the measurements to OneDrive.\n');
  await writeFile(join(folder, demoFiles.workbook), await sampleWorkbook());
}
