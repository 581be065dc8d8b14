// The simulator in a process of its own, so that its work is none of a client's:  fork('service.ts')
import { startSimulator } from '../sim/index.ts';
import type { LoggedRequest } from '../sim/index.ts';
import { makeAuthority } from '../support/certificate.ts';
import { graphHost } from '../strangers/rcloneEnvironment.ts';
import { shapingOf } from './lines.ts';
import type { Line } from './lines.ts';
import type { LocalFile } from './works.ts';

/** What a client has to know. */
export interface ServiceAddress {
  readonly graphUrl: string;
  readonly token: string;
  readonly driveId: string;
  /** Certificate of whoever signed the service's own, PEM. */
  readonly ca: string;
}

/** What the service saw of a run. */
export interface Seen {
  readonly requests: number;
  /** Of bodies, requests to Graph included. */
  readonly bytesReceived: number;
  /** Rules that were broken, by name. */
  readonly violations: readonly string[];
  /** Paths of files that are not stored as they are on the disk. */
  readonly wrong: readonly string[];
}

export type Order =
  /** Empty drives, and another line. */
  | { readonly kind: 'begin'; readonly line: Line }
  /** @property folder in OneDrive, where the files should be by now */
  | { readonly kind: 'end'; readonly folder: string; readonly files: readonly LocalFile[] };

const authority = makeAuthority();
const sim = await startSimulator({
  store: 'hash',
  tls: authority.issue([graphHost, 'localhost', '127.0.0.1']),
  // The limit is what one plain request takes, however large the file is.
  simplePutLimit: Infinity,
  lenient: ['tokenOnUploadUrl', 'tokenOnDownloadUrl', 'missingConflictBehavior'],
});

/** Bytes of files, not of JSON. */
const carryingRoutes: readonly LoggedRequest['route'][] = ['fragment', 'putContent'];

function begin(line: Line): void {
  sim.reset();
  sim.shape(shapingOf(line));
  if (line.failing > 0) {
    sim.faults.add({
      route: 'fragment',
      kind: 'status',
      status: 503,
      retryAfter: 1,
      times: 'always',
      chance: line.failing,
    });
  }
}

function end(folder: string, files: readonly LocalFile[]): Seen {
  const carrying = sim.requests.filter(({ route }) => carryingRoutes.includes(route));
  return {
    requests: sim.requests.length,
    bytesReceived: carrying.reduce((sum, { requestBytes }) => sum + requestBytes, 0),
    violations: [...new Set(sim.violations.map(({ rule }) => rule))],
    wrong: files.filter((file) => !isStored(`${folder}/${file.path}`, file)).map(({ path }) => path),
  };
}

function isStored(path: string, { size, quickXorHash }: LocalFile): boolean {
  const item = sim.item(path);
  return item?.size === size && (quickXorHash === undefined || item.quickXorHash === quickXorHash);
}

process.on('message', (order: Order) => {
  if (order.kind === 'begin') {
    begin(order.line);
    process.send?.(true);
  } else {
    process.send?.(end(order.folder, order.files));
  }
});
process.once('disconnect', () => void sim.close());
process.send?.({
  graphUrl: sim.graphUrl,
  token: sim.issueToken({ expiresInSeconds: 24 * 60 * 60 }),
  driveId: sim.drives[0]?.id ?? '',
  ca: authority.ca,
} satisfies ServiceAddress);
