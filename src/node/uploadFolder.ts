import * as path from 'node:path';
import type { TextStore } from '../upload/journal/ports.ts';
import type { RecordPlace } from '../upload/journal/record.ts';
import type { KeptText } from '../upload/journal/secretProbe.ts';
import { LeaseFolder } from './leaseFiles.ts';
import { machineOf } from './machine.ts';
import { RecordFolder } from './recordFiles.ts';
import type { FolderParts } from './recordFiles.ts';
import { TextFolder } from './textFiles.ts';

/** Everything about pending uploads that lies on this machine. */
export interface UploadFolder {
  readonly machine: RecordPlace['machine'];
  readonly records: RecordFolder;
  readonly leases: LeaseFolder;
  /** Upload URLs by id. */
  readonly urls: TextStore;
  /** What is known of the secrets of the system. */
  readonly secretProbes: KeptText;
}

/** @param storage folder of the extension, which may not exist yet. All windows of this machine share it. */
export async function openUploadFolder(
  storage: string,
  parts: FolderParts,
  machineName?: string,
): Promise<UploadFolder> {
  const folder = path.join(storage, 'uploads');
  const machine = await machineOf(storage, parts, machineName);
  const [records, leases, urls, notes] = await Promise.all([
    RecordFolder.open(folder, parts),
    LeaseFolder.open(path.join(folder, 'leases'), parts),
    TextFolder.open(path.join(folder, 'urls'), parts),
    TextFolder.open(path.join(storage, 'notes'), parts),
  ]);
  const probes = 'secretProbes';
  return {
    machine,
    records,
    leases,
    urls,
    secretProbes: { read: () => notes.get(probes), write: (text) => notes.store(probes, text) },
  };
}
