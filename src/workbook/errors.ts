import { GraphError } from '../graph/errors.ts';

interface Problems {
  /** Excel for the web opens Office Open XML only. */
  fileType: { readonly name: string; readonly extension: string };
  /** Excel for the web could not open it in any kind of session: too large, protected, broken. */
  cannotOpen: { readonly name: string };
  /** It cannot be opened in this kind of session; the other kind may work. */
  otherKind: { readonly name: string; readonly persistChanges: boolean };
  /** The account, or the policy of its organisation, lets nobody edit it; a scratch session may work. */
  readOnly: { readonly name: string };
  /** The drive of a personal account: the service offers workbooks to some of them only. */
  personalDrive: { readonly name: string };
  /** The account may use the file but not Excel for the web: no licence, or a policy against it. */
  excelUnavailable: { readonly name: string };
  /** Somebody else holds it; a scratch session may work. */
  accessConflict: { readonly name: string };
  /** The file is gone. */
  missing: { readonly name: string };
  /** The scratch session has ended, and what was changed in it with it. */
  changesLost: { readonly name: string };
  /** It was closed while a request waited for its turn, or was under way. */
  closed: { readonly name: string };
  /** It was opened with another Graph service than the one in the settings. */
  otherService: { readonly name: string; readonly host: string };
  /** It was opened by an account that is not the one in use. */
  otherAccount: { readonly name: string };
}

export type WorkbookProblemCode = keyof Problems;

/** Everything that can be wrong with an open workbook as such: data for whoever words it. */
export type WorkbookProblem = {
  [Code in WorkbookProblemCode]: { readonly code: Code } & Problems[Code];
}[WorkbookProblemCode];

type ProblemArguments = {
  [Code in WorkbookProblemCode]: [code: Code, details: Problems[Code], cause?: unknown];
}[WorkbookProblemCode];

/** A workbook that cannot be opened, or not any more. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError';
  readonly problem: WorkbookProblem;
  /** Under which the service's operators find the request. */
  readonly requestId?: string;

  /** The third argument is what the service answered. */
  constructor(...[code, details, cause]: ProblemArguments) {
    super(code, { cause });
    // The arguments come in pairs that fit each other; the compiler forgets that when it takes them apart.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    this.problem = { code, ...details } as WorkbookProblem;
    if (cause instanceof GraphError && cause.requestId !== undefined) {
      this.requestId = cause.requestId;
    }
  }

  get code(): WorkbookProblemCode {
    return this.problem.code;
  }
}
