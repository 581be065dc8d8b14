import type { JsonObject } from '../base/json.ts';
import { isJsonObject, parseJson } from '../base/json.ts';
import { UnexpectedAnswerError } from '../graph/errors.ts';
import { isDriveType } from '../graph/driveItem.ts';
import { arrayAt, asObject, booleanAt, numberAt, optionalStringAt, stringAt } from '../graph/parse.ts';
import { WorkbookSession } from '../graph/workbook/session.ts';
import type { EarlierSession, OpenedFile } from './model.ts';

/** Keeps one secret text of this window over a reload: who has the id of a session and a token can use the session. */
export interface WorkbookRecords {
  get(): Promise<string | undefined>;
  store(text: string): Promise<void>;
  delete(): Promise<void>;
}

/** What is kept of one open workbook. */
export interface WorkbookRecord extends EarlierSession {
  readonly opened: OpenedFile;
}

const version = 2;

/** A secret text. */
export function recordsText(records: readonly WorkbookRecord[]): string {
  return JSON.stringify({
    version,
    workbooks: records.map(({ opened: { id, file, persistChanges, folder, place, openedAt }, session, changed }) => ({
      id,
      file,
      persistChanges,
      folder,
      place,
      openedAt,
      changed,
      session: session?.secret,
    })),
  });
}

/** The workbooks in a text of this version; what is broken is left out. */
export function readRecords(text: string | undefined): WorkbookRecord[] {
  const content = parseJson(text ?? '');
  if (!isJsonObject(content) || content['version'] !== version) {
    return [];
  }
  return entriesOf(content).flatMap((entry) => {
    try {
      return [recordOf(asObject(entry, ''))];
    } catch (error) {
      if (error instanceof UnexpectedAnswerError) {
        return [];
      }
      throw error;
    }
  });
}

function entriesOf(content: JsonObject): readonly unknown[] {
  return Array.isArray(content['workbooks']) ? arrayAt(content, 'workbooks', '') : [];
}

function recordOf(entry: JsonObject): WorkbookRecord {
  const file = asObject(entry['file'], 'file');
  const place = asObject(entry['place'], 'place');
  const persistChanges = booleanAt(entry, 'persistChanges', '');
  const driveType = optionalStringAt(file, 'driveType', 'file');
  const account = optionalStringAt(place, 'account', 'place');
  const session = optionalStringAt(entry, 'session', '');
  return {
    opened: {
      id: stringAt(entry, 'id', ''),
      file: {
        driveId: stringAt(file, 'driveId', 'file'),
        itemId: stringAt(file, 'itemId', 'file'),
        name: stringAt(file, 'name', 'file'),
        ...(isDriveType(driveType) && { driveType }),
      },
      persistChanges,
      folder: stringAt(entry, 'folder', ''),
      place: { graph: addressAt(place, 'graph', 'place'), ...(account !== undefined && { account }) },
      openedAt: numberAt(entry, 'openedAt', ''),
    },
    changed: booleanAt(entry, 'changed', ''),
    ...(session !== undefined && { session: new WorkbookSession(session, persistChanges) }),
  };
}

function addressAt(parent: JsonObject, key: string, at: string): string {
  const address = stringAt(parent, key, at);
  if (!URL.canParse(address)) {
    throw new UnexpectedAnswerError('malformed', `${at}.${key}`);
  }
  return address;
}
