import { extensionOf } from '../drive/names.ts';
import {
  checkLock,
  checkPreconditions,
  type ConflictBehaviour,
  type FileTarget,
  occupant,
} from '../drive/placement.ts';
import { graphTime } from '../drive/times.ts';
import { type Answer, ok } from '../http/answer.ts';
import { badRequest, nameTaken, noSpace, refuse } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isObject, type JsonObject, objectAt, textAt } from '../http/json.ts';
import { preconditions } from '../http/preconditions.ts';
import { FILE_LIMIT } from '../upload/limits.ts';
import { uploadUrl } from '../upload/uploadUrls.ts';
import type { ItemRequest } from './itemRequest.ts';
import { CONFLICT_BEHAVIOUR, conflictBehaviour, fileTimes } from './properties.ts';

const OFFICE_FILES = ['docx', 'docm', 'xls', 'xlsx', 'xlsm', 'pptx', 'pptm'];

/** Opens an upload session (driveItem: createUploadSession). */
export async function createUploadSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const { drive } = request.place;
  if (request.address.form === 'colon' && drive.behaviours.refuseColonPaths) {
    throw badRequest('API not found');
  }
  const target = request.target();
  const properties = readProperties(x, body, target);
  const conditions = preconditions(x);
  const there = occupant(target);
  checkPreconditions(there, conditions);
  checkLock(there);
  refuseConflict(x, target, properties.behaviour);
  checkSize(target, properties);
  if (there !== undefined && drive.behaviours.sessionMovesETag) {
    there.eTagVersion += 1;
  }
  const session = x.service.sessions.create({
    target,
    behaviour: properties.behaviour,
    deferCommit: properties.deferCommit,
    conditions,
    times: properties.times,
    description: properties.description,
    lost: isLost(x, target, there !== undefined),
  });
  x.useSession(session);
  return ok({
    '@odata.context': x.context('microsoft.graph.uploadSession'),
    expirationDateTime: graphTime(session.expires, 'personal'),
    nextExpectedRanges: ['0-'],
    uploadUrl: uploadUrl(x.service.uploadOrigin, session),
  });
}

interface Properties {
  readonly behaviour: ConflictBehaviour;
  readonly deferCommit: boolean;
  readonly fileSize: number | undefined;
  readonly times: ReturnType<typeof fileTimes>;
  readonly description: string | undefined;
}

/** @throws ServiceError 400 */
function readProperties(x: Exchange, body: JsonObject, target: FileTarget): Properties {
  const item = body['item'] === undefined ? {} : objectAt(body, 'item');
  if (item === undefined) {
    throw badRequest('item is not an object.');
  }
  const outside = Object.keys(body).filter((key) => !['item', 'deferCommit'].includes(key));
  if (outside.length > 0) {
    x.violate('propertiesOutsideItem', outside.join(', '));
  }
  const deferCommit = body['deferCommit'] ?? false;
  if (typeof deferCommit !== 'boolean') {
    throw badRequest('deferCommit is not a boolean.', 'invalidParameterFormat');
  }
  const name = textAt(item, 'name');
  if (name !== undefined && name !== target.name) {
    throw badRequest('The name in the item differs from the address.');
  }
  for (const source of ['driveItemSource', 'mediaSource']) {
    if (item[source] !== undefined && !isObject(item[source])) {
      throw badRequest(`${source} is not an object.`);
    }
  }
  const description = textAt(item, 'description');
  if (description !== undefined && target.drive.behaviours.rejectDescription) {
    throw badRequest('The property description cannot be set here.', 'propertyNotUpdateable');
  }
  return {
    behaviour: conflictBehaviour(item) ?? defaultBehaviour(x, target),
    deferCommit,
    fileSize: readFileSize(x, item),
    times: fileTimes(objectAt(item, 'fileSystemInfo') ?? {}),
    description,
  };
}

/** The documented default is `fail`; clients that send none and are let through expect `replace`. */
function defaultBehaviour(x: Exchange, target: FileTarget): ConflictBehaviour {
  if (target.existing !== undefined) {
    return 'replace';
  }
  x.violate('missingConflictBehavior', `no ${CONFLICT_BEHAVIOUR} in item`);
  return x.service.violations.allows('missingConflictBehavior') ? 'replace' : 'fail';
}

function readFileSize(x: Exchange, item: JsonObject): number | undefined {
  const fileSize = item['fileSize'];
  if (fileSize === undefined) {
    return undefined;
  }
  if (typeof fileSize !== 'number' || !Number.isSafeInteger(fileSize) || fileSize < 0) {
    throw badRequest('fileSize is not a size.', 'invalidParameterFormat');
  }
  if (fileSize === 0) {
    x.violate('zeroByteSession', 'fileSize is 0');
    throw badRequest('An upload session needs at least one byte.');
  }
  return fileSize;
}

/** @throws ServiceError 409 */
function refuseConflict(x: Exchange, target: FileTarget, behaviour: ConflictBehaviour): void {
  const { drive } = target;
  const there = occupant(target);
  if (there !== undefined && there.stored === undefined && behaviour !== 'rename') {
    throw nameTaken();
  }
  if (there !== undefined && behaviour === 'fail' && !drive.behaviours.lateFail) {
    throw nameTaken();
  }
  if (drive.kind === 'personal') {
    return;
  }
  const open = x.service.sessions.openFor(target);
  if (open === undefined) {
    return;
  }
  if (open.announced) {
    x.violate('secondSessionForName', `session ${open.ordinal} is still open for ${target.name}`);
    if (x.service.violations.allows('secondSessionForName')) {
      return;
    }
  }
  throw nameTaken('The specified item is currently being uploaded.');
}

/** @throws ServiceError 413, 507 */
function checkSize(target: FileTarget, { fileSize, behaviour }: Properties): void {
  if (fileSize === undefined) {
    return;
  }
  if (fileSize > FILE_LIMIT) {
    throw refuse(413, 'invalidRequest', 'The file is too large.', 'maxFileSizeExceeded');
  }
  if (!target.drive.behaviours.quotaCheckedAtCreate) {
    return;
  }
  const there = occupant(target);
  const freed = behaviour === 'replace' ? (there?.stored?.content.size ?? 0) : 0;
  if (target.drive.used - freed + fileSize > target.drive.quota) {
    throw noSpace();
  }
}

/** Sessions that the upload host will not know: by a fault, or the first one for an existing Office file. */
function isLost(x: Exchange, target: FileTarget, exists: boolean): boolean {
  if (x.plan.of('sessionLost') !== undefined) {
    return true;
  }
  if (!target.drive.behaviours.officeSessionLost || !exists) {
    return false;
  }
  if (!OFFICE_FILES.includes(extensionOf(target.name))) {
    return false;
  }
  return x.service.sessions.latestFor(target)?.state !== 'lost';
}
