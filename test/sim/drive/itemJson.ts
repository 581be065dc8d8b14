import type { Json } from '../http/json.ts';
import type { SimDrive } from './drive.ts';
import { cTagOf, type DriveNode, eTagOf, pathSegments, sizeOf } from './node.ts';
import { graphTime } from './times.ts';

/** Origins for the links in items. */
export interface LinkBase {
  /** Origin of the web and download host, without a trailing slash. */
  readonly web: string;
  /** Makes a download address that needs no token. */
  download(node: DriveNode, drive: SimDrive): string;
}

/** The default properties of a driveItem. */
export function itemJson(drive: SimDrive, node: DriveNode, links: LinkBase): Record<string, Json> {
  const { kind } = drive;
  const times = {
    createdDateTime: graphTime(node.created, kind),
    lastModifiedDateTime: graphTime(node.modified, kind),
  };
  const owner = { user: { displayName: drive.owner?.split('@')[0] ?? 'Team' } };
  return {
    id: node.id,
    name: node.name,
    size: sizeOf(node),
    eTag: eTagOf(node),
    ...(node.children !== undefined && kind !== 'personal' ? {} : { cTag: cTagOf(node) }),
    ...times,
    fileSystemInfo: times,
    createdBy: owner,
    lastModifiedBy: owner,
    webUrl: webUrl(drive, node, links.web),
    ...(node.description === undefined ? {} : { description: node.description }),
    ...(node.parent === undefined
      ? { root: {}, parentReference: { driveType: kind, driveId: shownDriveId(drive) } }
      : { parentReference: parentReference(drive, node.parent) }),
    ...facets(drive, node, links),
  };
}

function facets(drive: SimDrive, node: DriveNode, links: LinkBase): Record<string, Json> {
  if (node.children !== undefined) {
    return { folder: { childCount: node.children.size } };
  }
  if (node.packageType !== undefined) {
    return { package: { type: node.packageType } };
  }
  if (node.remote !== undefined) {
    return { remoteItem: remoteItem(node.remote) };
  }
  const quickXorHash = node.stored?.hashes.quickXorHash;
  const hashed = sizeOf(node) > 0 || drive.behaviours.hashOfEmptyFile;
  return {
    file: {
      mimeType: node.mimeType,
      ...(hashed && quickXorHash !== undefined ? { hashes: { quickXorHash } } : {}),
    },
    '@microsoft.graph.downloadUrl': links.download(node, drive),
  };
}

/** The facet that points to an item of another drive. */
export function remoteItem(remote: { driveId: string; node: DriveNode }): Record<string, Json> {
  const { node } = remote;
  return {
    id: node.id,
    name: node.name,
    size: sizeOf(node),
    ...(node.children === undefined
      ? { file: { mimeType: node.mimeType } }
      : { folder: { childCount: node.children.size } }),
    parentReference: { driveId: remote.driveId, ...(node.parent === undefined ? {} : { id: node.parent.id }) },
  };
}

function parentReference(drive: SimDrive, parent: DriveNode): Json {
  const inside = pathSegments(parent).map(encodeURIComponent).join('/');
  return {
    driveType: drive.kind,
    driveId: shownDriveId(drive),
    id: parent.id,
    name: parent.name,
    path: `/drives/${shownDriveId(drive)}/root:${inside === '' ? '' : `/${inside}`}`,
  };
}

/** The drive id as items show it, which on Personal can differ from the drive's own. */
export function shownDriveId(drive: SimDrive): string {
  if (drive.kind !== 'personal' || !drive.behaviours.shortDriveIds) {
    return drive.id;
  }
  return drive.id.toLowerCase().replace(/^0+/u, '');
}

export function webUrl(drive: SimDrive, node: DriveNode, web: string): string {
  const path = [...drive.webPath.split('/').slice(1), ...pathSegments(node)];
  return `${web}/${path.map(encodeURIComponent).join('/')}`;
}
