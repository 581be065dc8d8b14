import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FileSystemSlot } from '../../src/vscode/fileSystemSlot.ts';
import { replacing } from './prompts.ts';

describe('the slot of a file system', () => {
  it('lets nobody at its files before they can be used, although they are there', async () => {
    const ready = Promise.withResolvers<void>();
    const registration = replacing(vscode.workspace, 'registerFileSystemProvider', () => ({ dispose() {} }));
    const slot = new FileSystemSlot('onedrive-slot', () => ready.promise);
    registration.restore();
    let reads = 0;
    const read: Pick<vscode.FileSystemProvider, 'readFile' | 'onDidChangeFile'> = {
      onDidChangeFile: () => ({ dispose() {} }),
      readFile() {
        reads += 1;
        return new Uint8Array([7]);
      },
    };
    // The other functions are not called.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const files = read as vscode.FileSystemProvider;
    slot.fill(files);
    const reading = slot.readFile(vscode.Uri.parse('onedrive-slot:/a', true));
    await new Promise(setImmediate);
    assert.equal(reads, 0);
    ready.resolve();
    assert.deepEqual(await reading, new Uint8Array([7]));
    slot.dispose();
  });
});
