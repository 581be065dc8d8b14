import type { DriveFolder, DriveItem } from '../graph/driveItem.ts';
import { GraphError } from '../graph/errors.ts';
import type { NameProblem } from '../graph/names.ts';

/** Where a folder is, for people. */
type FolderPlace = Pick<DriveFolder, 'path' | 'drive'>;

interface Problems {
  /** OneDrive cannot hold a file of this name. */
  name: { readonly name: string; readonly problem: NameProblem };
  /** OneDrive cannot hold a folder of this name, which is part of the destination's path. */
  folderName: { readonly name: string; readonly problem: NameProblem };
  /** Characters of the decoded path from the drive's root. */
  pathTooLong: { readonly path: string; readonly length: number; readonly limit: number };
  /** Bytes. */
  fileTooLarge: { readonly size: number; readonly limit: number };
  /** Bytes; what remains is unknown when only the service noticed. */
  overQuota: { readonly size: number; readonly remaining?: number };
  nameTaken: { readonly name: string };
  nameTakenByFolder: { readonly name: string };
  /** A file or a notebook is where a folder is needed. */
  folderNameTaken: { readonly name: string };
  nameTwiceInBatch: { readonly name: string };
  /** Another upload session for that name is open, and only whoever began it can end it before it expires. */
  uploadInProgress: { readonly name: string };
  /** Another window of this machine is at it. */
  inOtherWindow: { readonly name: string };
  /** Some files of a folder were not uploaded; each one tells why. */
  filesFailed: { readonly failed: number; readonly total: number };
  /** It was begun by an account that is not the one signed in now. */
  otherAccount: { readonly name: string; readonly account?: string };
  /** It was begun with another Graph service than the one in the settings. */
  otherService: { readonly name: string; readonly host: string };
  /** It was begun on another machine, where its file is. */
  otherMachine: { readonly name: string; readonly machine: string };
  /** Somebody has the file open or checked out. */
  locked: { readonly name: string };
  /** The item is no longer what it was when the upload began. */
  changedOnServer: { readonly name: string };
  accessDenied: { readonly folder: FolderPlace };
  /** The folder or its drive is gone. */
  destinationMissing: { readonly folder: FolderPlace };
  /** The service took the upload to be dangerous. */
  malware: { readonly name: string };
  /** The service forgot the upload session, again and again. */
  sessionLost: { readonly restarts: number };
  /** The service answered that it had taken bytes, again and again, but goes on asking for the same ones. */
  bytesNotKept: { readonly name: string };
  /** The service forgot the upload session with all of its bytes before the file was published. */
  sessionExpired: { readonly name: string };
  /** On personal drives a file that is there cannot be replaced by one that is published later. */
  deferredReplace: { readonly name: string };
  /** The service took all bytes, but neither stored the file nor said why. */
  notStored: { readonly name: string };
  /** What is stored is not what was sent. */
  contentMismatch: { readonly item: DriveItem; readonly size: number; readonly quickXorHash: string };
  /** Anything else that the service refuses. */
  refused: { readonly status: number; readonly serviceCode: string };
}

export type UploadProblemCode = keyof Problems;

/** Everything that can be wrong with an upload as such: data for whoever words it. */
export type UploadProblem = {
  [Code in UploadProblemCode]: { readonly code: Code } & Problems[Code];
}[UploadProblemCode];

type ProblemArguments = {
  [Code in UploadProblemCode]: [code: Code, details: Problems[Code], cause?: unknown];
}[UploadProblemCode];

/** An upload that cannot be done, or failed for a reason that lies in the upload itself. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly problem: UploadProblem;
  /** Under which the service's operators find the request. */
  readonly requestId?: string;

  /** The third argument is what the service answered. */
  constructor(...[code, details, cause]: ProblemArguments) {
    super(code, { cause });
    // The arguments come in pairs that fit each other; the compiler forgets that when it takes them apart.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    this.problem = { code, ...details } as UploadProblem;
    if (cause instanceof GraphError && cause.requestId !== undefined) {
      this.requestId = cause.requestId;
    }
  }

  get code(): UploadProblemCode {
    return this.problem.code;
  }
}
