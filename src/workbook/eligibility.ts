import { isPersonalDriveId } from '../graph/driveIds.ts';
import { GraphError } from '../graph/errors.ts';
import { SignInRequiredError } from '../graph/tokens.ts';
import { workbookRefusal } from '../graph/workbook/refusal.ts';
import { WorkbookError } from './errors.ts';
import type { WorkbookFile } from './model.ts';

/** What a name says about whether the service opens the file. */
export type WorkbookPromise = 'known' | 'uncertain';

/** Office Open XML only (learn.microsoft.com/graph/excel-concept-overview). */
const known = new Set(['xlsx']);
/** With macros, and binary: Excel for the web shows them, but no document says that sessions open them. */
const uncertain = new Set(['xlsm', 'xlsb']);

const deniedCodes = ['accessDenied', 'forbiddenUncategorized', 'unauthorizedUncategorized', 'FileOpenUserUnauthorized'];

/** What to expect of a file of this name; its size says nothing, since the limit is the service's to know. */
export function workbookPromiseOf(name: string): WorkbookPromise | undefined {
  const extension = extensionOf(name);
  return known.has(extension) ? 'known' : uncertain.has(extension) ? 'uncertain' : undefined;
}

/** To be called before anything is sent. @throws {WorkbookError} for names that no session opens. */
export function requireWorkbookName(name: string): void {
  if (workbookPromiseOf(name) === undefined) {
    throw new WorkbookError('fileType', { name, extension: extensionOf(name) });
  }
}

/** What a failure to open a workbook means for the person who wanted it; other errors stay what they are. */
export function openingError(error: unknown, file: WorkbookFile, persistChanges: boolean): unknown {
  const { name } = file;
  if (error instanceof GraphError) {
    const action = workbookRefusal(error)?.action;
    if (action === 'signIn') {
      return new SignInRequiredError('rejected');
    }
    const denied = isDenied(error);
    if (denied && isPersonal(file)) {
      // Nobody can tell before: the documents rule them out, and some work (OfficeDev/office-js#4506).
      return new WorkbookError('personalDrive', { name }, error);
    }
    const problem = sessionError(error, file, persistChanges);
    if (problem !== error) {
      return problem;
    }
    if (action !== 'recreate' && (error.status === 404 || error.has('itemNotFound'))) {
      return new WorkbookError('missing', { name }, error);
    }
    if (error.has('GenericFileOpenError')) {
      return new WorkbookError('cannotOpen', { name }, error);
    }
    if (denied) {
      // "Could not obtain a WAC access token": whoever has the file's id may at least read it.
      return new WorkbookError('excelUnavailable', { name }, error);
    }
  }
  return error;
}

/** What a refusal of a request says about the workbook as a whole; other errors stay what they are. */
export function sessionError(error: unknown, file: WorkbookFile, persistChanges: boolean): unknown {
  const { name } = file;
  const action = workbookRefusal(error)?.action;
  if (action === 'conflict') {
    return new WorkbookError('accessConflict', { name }, error);
  }
  if (action === 'missing') {
    return new WorkbookError('missing', { name }, error);
  }
  return action === 'otherKind' ? kindError(error, file, persistChanges) : error;
}

function kindError(error: unknown, { name }: WorkbookFile, persistChanges: boolean): WorkbookError {
  if (persistChanges && error instanceof GraphError && error.has('EditModeAccessDenied')) {
    return new WorkbookError('readOnly', { name }, error);
  }
  if (workbookPromiseOf(name) === 'uncertain') {
    return new WorkbookError('fileType', { name, extension: extensionOf(name) }, error);
  }
  return persistChanges
    ? new WorkbookError('otherKind', { name, persistChanges }, error)
    : new WorkbookError('cannotOpen', { name }, error);
}

/** The codes tell it where the status cannot: operations fail with status 200. */
function isDenied(error: GraphError): boolean {
  return error.status === 401 || error.status === 403 || deniedCodes.some((code) => error.has(code));
}

function isPersonal({ driveId, driveType }: WorkbookFile): boolean {
  return driveType === undefined ? isPersonalDriveId(driveId) : driveType === 'personal';
}

/** In lower case, without the dot; empty when there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
