/**
 * Every name that the manifest and the code share, and the types of what commands take and give.
 * Imports nothing; `test/unit/manifest.test.ts` compares it with package.json.
 */

export const commandIds = {
  upload: 'onedrive.upload',
  uploadTo: 'onedrive.uploadTo',
  pauseUpload: 'onedrive.pauseUpload',
  resumeUpload: 'onedrive.resumeUpload',
  retryUpload: 'onedrive.retryUpload',
  cancelUpload: 'onedrive.cancelUpload',
  commitUpload: 'onedrive.commitUpload',
  resolveUpload: 'onedrive.resolveUpload',
  revealUpload: 'onedrive.revealUpload',
  openUploadFolder: 'onedrive.openUploadFolder',
  openUploadInBrowser: 'onedrive.openUploadInBrowser',
  copyUploadLink: 'onedrive.copyUploadLink',
  resumeAllUploads: 'onedrive.resumeAllUploads',
  clearFinishedUploads: 'onedrive.clearFinishedUploads',
  listUploads: 'onedrive.listUploads',
  openWorkbook: 'onedrive.openWorkbook',
  openWorkbookInBrowser: 'onedrive.openWorkbookInBrowser',
  refreshWorkbook: 'onedrive.refreshWorkbook',
  recalculateWorkbook: 'onedrive.recalculateWorkbook',
  recalculateWorkbookAs: 'onedrive.recalculateWorkbookAs',
  reopenWorkbook: 'onedrive.reopenWorkbook',
  reopenWorkbookAsPersistent: 'onedrive.reopenWorkbookAsPersistent',
  reopenWorkbookAsScratch: 'onedrive.reopenWorkbookAsScratch',
  compareWorkbook: 'onedrive.compareWorkbook',
  copyWorkbookChanges: 'onedrive.copyWorkbookChanges',
  closeWorkbook: 'onedrive.closeWorkbook',
  newWorksheet: 'onedrive.newWorksheet',
  renameWorksheet: 'onedrive.renameWorksheet',
  deleteWorksheet: 'onedrive.deleteWorksheet',
  evaluateWorkbookFunction: 'onedrive.evaluateWorkbookFunction',
  appendTableRows: 'onedrive.appendTableRows',
  signIn: 'onedrive.signIn',
  signInWithToken: 'onedrive.signInWithToken',
  signOut: 'onedrive.signOut',
  chooseDestination: 'onedrive.chooseDestination',
  checkConnection: 'onedrive.checkConnection',
  showLog: 'onedrive.showLog',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** What a button passes to `onedrive.signIn` when an account has to sign in once more; its id may follow. */
export const signInAgain = 'again';

/** Id of the authentication provider: what other extensions and VS Code's Accounts menu know it by. */
export const authenticationProviderId = 'onedrive';

export const viewIds = { uploads: 'onedrive.uploads', workbooks: 'onedrive.workbooks' } as const;

/** Scheme of the files of open workbooks. */
export const workbookScheme = 'onedrive-workbook';

export const contextKeys = { signedIn: 'onedrive.signedIn' } as const;

export const settingKeys = {
  cloud: 'onedrive.cloud',
  customCloud: 'onedrive.customCloud',
  clientId: 'onedrive.auth.clientId',
  tenant: 'onedrive.auth.tenant',
  authMethod: 'onedrive.auth.method',
  destination: 'onedrive.destination',
  conflictBehavior: 'onedrive.upload.conflictBehavior',
  fragmentSizeMiB: 'onedrive.upload.fragmentSizeMiB',
  parallelFiles: 'onedrive.upload.parallelFiles',
  verify: 'onedrive.upload.verify',
  deferCommit: 'onedrive.upload.deferCommit',
  respectIgnoreFiles: 'onedrive.upload.respectIgnoreFiles',
  resumeOnStartup: 'onedrive.upload.resumeOnStartup',
  workbookMode: 'onedrive.workbook.mode',
} as const;

/** Third argument of the upload commands. With `destination` and `conflictBehavior` a command asks nothing. */
export interface UploadOptions {
  /** A folder path from the drive's root, or a folder's ids. */
  readonly destination?: string | { readonly driveId: string; readonly itemId: string };
  readonly conflictBehavior?: 'fail' | 'replace' | 'rename' | 'skip';
  /** Send everything now, and make it visible only by the command that commits it. */
  readonly deferCommit?: boolean;
}

/** Result of the upload commands: one for each file, also of a folder; one for a folder in which there is none. */
export interface UploadOutcome {
  readonly uri: string;
  readonly status: 'uploaded' | 'awaitingCommit' | 'skipped' | 'paused' | 'cancelled' | 'failed';
  readonly item?: {
    readonly driveId: string;
    readonly id: string;
    readonly name: string;
    readonly size: number;
    readonly eTag: string;
    readonly webUrl: string;
    readonly quickXorHash?: string;
  };
  readonly verified?: 'hash' | 'size' | 'rewritten';
  readonly error?: { readonly code: string; readonly message: string; readonly requestId?: string };
}

/** Result of `onedrive.listUploads`, one for each row of the Uploads view. */
export interface UploadSummary {
  readonly id: string;
  readonly uri: string;
  readonly name: string;
  readonly size: number;
  readonly acceptedBytes: number;
  /** `otherWindow`, `otherMachine`: what is pending there can only be seen here. */
  readonly state:
    | 'queued'
    | 'uploading'
    | 'waiting'
    | 'paused'
    | 'interrupted'
    | 'conflict'
    | 'awaitingCommit'
    | 'failed'
    | 'expired'
    | 'changed'
    | 'cancelling'
    | 'otherWindow'
    | 'otherMachine';
  readonly destination: string;
  /** When OneDrive says it will forget what was sent: ISO date. */
  readonly expires?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Second argument of `onedrive.openWorkbook`. */
export interface OpenWorkbookOptions {
  /** Whether what is changed is saved in the file; else the session is a scratch copy. */
  readonly persistChanges?: boolean;
}

/** Result of `onedrive.openWorkbook`. */
export interface WorkbookSummary {
  readonly id: string;
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  readonly persistChanges: boolean;
  /** Of the folder with its sheets, tables, names and charts: `onedrive-workbook:/Budget.xlsx`. */
  readonly root: string;
}
