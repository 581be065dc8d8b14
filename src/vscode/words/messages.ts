import { l10n } from 'vscode';
import { SignInError } from '../../auth/errors.ts';
import { TokenTextError } from '../../auth/pastedToken.ts';
import { CloudError } from '../../graph/clouds.ts';
import { GraphError, UnexpectedAnswerError } from '../../graph/errors.ts';
import { CloudFeatureError } from '../../graph/features.ts';
import { NotAFolderError } from '../../graph/folders.ts';
import { SignInRequiredError, TokenUnavailableError } from '../../graph/tokens.ts';
import { TransportError } from '../../graph/transport.ts';
import { OperationError } from '../../graph/workbook/operation.ts';
import { UploadError } from '../../upload/errors.ts';
import { SourceError } from '../../upload/ports.ts';
import { JournalError } from '../../upload/running/fileUpload.ts';
import { WorkbookError } from '../../workbook/errors.ts';
import { GridError } from '../../workbook/files/errors.ts';
import { FunctionInputError } from '../../workbook/functions/errors.ts';
import { CsvSyntaxError } from '../../workbook/grid/csv.ts';
import { CsvRowsError } from '../../workbook/grid/csvRows.ts';
import { JsonRowsError } from '../../workbook/grid/jsonRows.ts';
import { NoDriveError } from '../account/noDrive.ts';
import { describeCloud, describeMissingFeature } from './cloudMessages.ts';
import { describeFunctionInput } from './functionMessages.ts';
import { describeCsvRows, describeCsvSyntax, describeGridProblem, describeJsonRows } from './gridMessages.ts';
import { describeSignInProblem, describeSignInReason } from './signInMessages.ts';
import { describeSourceFailure, describeUploadProblem } from './uploadMessages.ts';
import { describeWorkbookCode } from './workbookCodes.ts';
import { describeOperationProblem, describeWorkbookProblem } from './workbookMessages.ts';
import type { Words } from './words.ts';

/** A failure as the rest of the user interface needs it. */
export interface DescribedError extends Words {
  /** Stable word for programs. */
  readonly code: string;
  /** Reason and next step as one text. */
  readonly message: string;
  /** For the log: not localised, without secrets. */
  readonly logText: string;
  readonly requestId?: string;
}

/** Words for any error: the only place that makes sentences of failures. */
export function describeError(error: unknown): DescribedError {
  const { code, words, requestId } = explain(error);
  const id = requestId === undefined ? '' : `, request-id=${requestId}`;
  return {
    ...words,
    code,
    message: `${words.reason} ${words.next}`,
    logText: `${code}: ${error instanceof Error ? error.message : typeof error}${id}`,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

interface Explanation {
  readonly code: string;
  readonly words: Words;
  readonly requestId?: string | undefined;
}

function explain(error: unknown): Explanation {
  if (error instanceof UploadError) {
    return { code: error.code, words: describeUploadProblem(error.problem), requestId: error.requestId };
  }
  if (error instanceof SourceError) {
    return { code: `file.${error.failure}`, words: describeSourceFailure(error.failure) };
  }
  if (error instanceof SignInRequiredError) {
    return { code: `signIn.${error.reason}`, words: describeSignInReason(error.reason) };
  }
  if (error instanceof TokenUnavailableError) {
    return explain(error.cause);
  }
  if (error instanceof SignInError) {
    return { code: `signIn.${error.problem}`, words: describeSignInProblem(error) };
  }
  if (error instanceof TokenTextError) {
    return {
      code: `token.${error.problem}`,
      words: {
        reason: l10n.t('This is not an access token.'),
        next: l10n.t('Copy it again, whole: it is one long word without spaces.'),
      },
    };
  }
  if (error instanceof TransportError) {
    return { code: `network.${error.failure}`, words: describeTransport(error) };
  }
  if (error instanceof UnexpectedAnswerError) {
    return { code: `answer.${error.kind}`, words: describeAnswer(error), requestId: error.requestId };
  }
  if (error instanceof GraphError) {
    return { code: error.code, words: describeWorkbookCode(error) ?? describeGraph(error), requestId: error.requestId };
  }
  if (error instanceof WorkbookError) {
    return {
      code: `workbook.${error.code}`,
      words: describeWorkbookProblem(error.problem),
      requestId: error.requestId,
    };
  }
  if (error instanceof GridError) {
    return { code: `cells.${error.problem}`, words: describeGridProblem(error), requestId: error.requestId };
  }
  if (error instanceof CsvSyntaxError) {
    return { code: 'cells.csv', words: describeCsvSyntax(error) };
  }
  if (error instanceof CsvRowsError) {
    return { code: 'rows.width', words: describeCsvRows(error) };
  }
  if (error instanceof JsonRowsError) {
    return { code: `rows.${error.problem}`, words: describeJsonRows(error) };
  }
  if (error instanceof FunctionInputError) {
    return {
      code: `function.${error.problem}`,
      words: describeFunctionInput(error),
      requestId: requestIdOfCause(error),
    };
  }
  if (error instanceof OperationError) {
    return {
      code: `operation.${error.problem}`,
      words: describeOperationProblem(error.problem),
      requestId: requestIdOfCause(error),
    };
  }
  if (error instanceof CloudError) {
    return { code: `cloud.${error.problem}`, words: describeCloud(error) };
  }
  if (error instanceof CloudFeatureError) {
    return { code: `cloud.${error.feature}`, words: describeMissingFeature(error.feature) };
  }
  if (error instanceof JournalError) {
    return {
      code: 'journal',
      words: {
        reason: l10n.t('The upload could not be recorded on this machine, so nothing more was sent.'),
        next: l10n.t('Check that the disk of the VS Code data folder is not full or write-protected, then try again.'),
      },
    };
  }
  if (error instanceof NoDriveError) {
    return {
      code: 'noDrive',
      words: {
        reason: l10n.t('This account has no OneDrive.'),
        next: l10n.t('Open OneDrive in the browser once, or ask your administrator for a licence.'),
      },
    };
  }
  if (error instanceof NotAFolderError) {
    return {
      code: 'notAFolder',
      words: {
        reason: l10n.t('The destination is not a folder.'),
        next: l10n.t('Choose a folder with Upload to OneDrive Folder...'),
      },
    };
  }
  return {
    code: 'unexpected',
    words: {
      reason: l10n.t('Something unexpected went wrong: {0}', error instanceof Error ? error.message : typeof error),
      next: l10n.t('Try again; if it happens again, report it with the log.'),
    },
  };
}

function requestIdOfCause({ cause }: Error): string | undefined {
  return cause instanceof GraphError ? cause.requestId : undefined;
}

function describeTransport({ failure, host }: TransportError): Words {
  const { t } = l10n;
  const check = t('Check the network, VPN and proxy, then try again.');
  switch (failure) {
    case 'nameNotResolved':
      return { reason: t('{0} was not found; you may be offline.', host), next: check };
    case 'connectionRefused':
      return { reason: t('{0} cannot be reached.', host), next: check };
    case 'connectTimeout':
      return { reason: t('{0} does not answer.', host), next: check };
    case 'tls':
      return {
        reason: t('No secure connection to {0}: its certificate is not trusted.', host),
        next: t('If your network inspects traffic, its certificate has to be installed on this computer.'),
      };
    case 'proxyUnreachable':
      return { reason: t('The proxy {0} cannot be reached.', host), next: t('Check the setting http.proxy.') };
    case 'proxyUnusable':
      return {
        reason:
          host === ''
            ? t('The address of the proxy cannot be read.')
            : t('The proxy {0} is of a kind that cannot be used.', host),
        next: t('Set http.proxy (or HTTPS_PROXY) to an address like http://proxy:8080'),
      };
    case 'proxyAuthentication':
      return {
        reason: t('The proxy {0} asks for a user name and password.', host),
        next: t('Put them into the setting http.proxy: http://user:password@proxy:port'),
      };
    case 'proxyRefused':
      return {
        reason: t('The proxy {0} does not allow this connection.', host),
        next: t('Ask your administrator to allow OneDrive and Microsoft Graph.'),
      };
    case 'answerTimeout':
      return { reason: t('{0} took too long to answer.', host), next: t('Try again later.') };
    case 'connectionLost':
      return { reason: t('The connection to {0} was lost.', host), next: check };
    case 'answerTooLarge':
    case 'other':
      return { reason: t('The exchange with {0} failed.', host), next: check };
  }
}

function describeAnswer(error: UnexpectedAnswerError): Words {
  switch (error.kind) {
    case 'html':
    case 'redirect':
      return {
        reason: l10n.t('A web page came back instead of an answer from OneDrive.'),
        next: l10n.t('A proxy or a network sign-in page may be in between: open a web page, sign in there, try again.'),
      };
    case 'otherOrigin':
      return {
        reason: l10n.t('An answer names another server than OneDrive, which your sign-in was not sent to.'),
        next: l10n.t('Try again; if it happens again, report it with the log.'),
      };
    case 'malformed':
      return { reason: l10n.t('OneDrive sent an answer that cannot be understood.'), next: l10n.t('Try again later.') };
  }
}

function describeGraph(error: GraphError): Words {
  const { t } = l10n;
  const later = t('Try again later.');
  switch (error.status) {
    case 403:
      return {
        reason: t('OneDrive denied access.'),
        next: t('The account or its access token may lack the permission Files.ReadWrite.'),
      };
    case 404:
      return { reason: t('The file or folder is not there.'), next: t('It may have been moved or deleted.') };
    case 423:
      return { reason: t('The item is locked by somebody.'), next: later };
    case 429:
      return { reason: t('OneDrive receives too many requests from you.'), next: later };
    case 507:
      return { reason: t('There is not enough space left.'), next: t('Free some space in OneDrive and try again.') };
    default:
      return error.status >= 500
        ? { reason: t('OneDrive has a problem of its own ({0}).', error.status), next: later }
        : {
            reason: t('OneDrive refused the request ({0} {1}).', error.status, error.code),
            next: t('The log has the request id for your administrator.'),
          };
  }
}
