import { l10n } from 'vscode';
import type { NameProblem } from '../../graph/names.ts';
import type { UploadProblem } from '../../upload/errors.ts';
import type { SourceError } from '../../upload/ports.ts';
import { formatBytes, formatFolder } from './format.ts';
import type { Words } from './words.ts';
import { virtualFileLimit } from '../virtualFile.ts';

/** What an upload's own problem means and what to do about it. */
export function describeUploadProblem(problem: UploadProblem): Words {
  const { t } = l10n;
  switch (problem.code) {
    case 'name':
      return {
        reason: describeNameProblem(problem.problem),
        next: t('Rename {0} and upload it again.', problem.name),
      };
    case 'folderName':
      return {
        reason: t('The destination cannot have a folder "{0}".', problem.name),
        next: describeNameProblem(problem.problem),
      };
    case 'pathTooLong':
      return {
        reason: t('The path in OneDrive would have {0} characters; {1} are allowed.', problem.length, problem.limit),
        next: t('Choose a folder with a shorter path, or shorten the name.'),
      };
    case 'fileTooLarge':
      return {
        reason: t(
          'The file has {0}; OneDrive takes at most {1}.',
          formatBytes(problem.size),
          formatBytes(problem.limit),
        ),
        next: t('Split the file and upload the parts.'),
      };
    case 'overQuota':
      return {
        reason:
          problem.remaining === undefined
            ? t('There is not enough space left for {0}.', formatBytes(problem.size))
            : t('{0} are needed, but only {1} are left.', formatBytes(problem.size), formatBytes(problem.remaining)),
        next: t('Free some space in OneDrive, also in its recycle bin, and try again.'),
      };
    case 'nameTaken':
      return {
        reason: t('A file of this name is already in the folder.'),
        next: t('Try again and choose what happens to it, or rename the file.'),
      };
    case 'folderNameTaken':
      return {
        reason: t('A file in OneDrive has the name of the folder "{0}".', problem.name),
        next: t('Rename one of them.'),
      };
    case 'nameTakenByFolder':
      return {
        reason: t('A folder of this name is already there.'),
        next: t('Rename the file, or choose another folder.'),
      };
    case 'nameTwiceInBatch':
      return {
        reason: t('Another file of this upload has the same name.'),
        next: t('Rename one of them, or upload them to different folders.'),
      };
    case 'uploadInProgress':
      return {
        reason: t('Another upload of a file with this name has not ended.'),
        next: t(
          'Finish or cancel it where it was begun; OneDrive forgets it by itself after a while. Or rename the file.',
        ),
      };
    case 'filesFailed':
      return {
        reason: t('{0} of {1} files were not uploaded.', problem.failed, problem.total),
        next: t('See below what is wrong with each, then try again: the others are not sent a second time.'),
      };
    case 'inOtherWindow':
      return {
        reason: t('Another window is uploading it.'),
        next: t('Go on there, or close that window and try again here.'),
      };
    case 'otherAccount':
      return {
        reason:
          problem.account === undefined
            ? t('The upload was begun with another account.')
            : t('The upload was begun by {0}.', problem.account),
        next: t('Sign in with that account, or cancel the upload.'),
      };
    case 'otherService':
      return {
        reason: t('The upload was begun with {0}.', problem.host),
        next: t('Change the setting onedrive.cloud back, or cancel the upload.'),
      };
    case 'otherMachine':
      return {
        reason: t('The upload was begun on {0}, where its file is.', problem.machine),
        next: t('Open VS Code there to go on.'),
      };
    case 'sessionExpired':
      return {
        reason: t('OneDrive has forgotten what was sent, because it was not committed in time.'),
        next: t('Upload the file again.'),
      };
    case 'deferredReplace':
      return {
        reason: t('A personal OneDrive cannot replace a file with one that is committed later.'),
        next: t('Upload it without committing later, or under another name.'),
      };
    case 'locked':
      return {
        reason: t('Somebody has the file open or checked out.'),
        next: t('Close it there and try again, or upload under another name.'),
      };
    case 'changedOnServer':
      return {
        reason: t('The file in OneDrive has changed since the upload began.'),
        next: t('Look at the change, then try again.'),
      };
    case 'accessDenied':
      return {
        reason: t('You may not write to {0}.', formatFolder(problem.folder)),
        next: t('Choose another folder, or ask its owner for permission to edit.'),
      };
    case 'destinationMissing':
      return {
        reason: t('The folder {0} is gone.', formatFolder(problem.folder)),
        next: t('Choose another folder with Upload to OneDrive Folder...'),
      };
    case 'malware':
      return {
        reason: t('OneDrive took the file for malware and refused it.'),
        next: t('Scan the file. If it is harmless, ask your administrator.'),
      };
    case 'sessionLost':
      return {
        reason: t('OneDrive lost the upload session {0} times.', problem.restarts),
        next: t('Try again later.'),
      };
    case 'bytesNotKept':
      return {
        reason: t('OneDrive did not keep what was sent and asked for the same part of the file again and again.'),
        next: t('Try again later.'),
      };
    case 'notStored':
      return {
        reason: t('All bytes were sent, but OneDrive did not store the file.'),
        next: t('Try again.'),
      };
    case 'contentMismatch':
      return {
        reason: t('What OneDrive stored is not what was sent: size or hash differ.'),
        next: t('Upload the file again and choose Replace.'),
      };
    case 'refused':
      return {
        reason: t('OneDrive refused the upload ({0} {1}).', problem.status, problem.serviceCode),
        next: t('The log has the request id for your administrator.'),
      };
  }
}

/** Which rule for names a name breaks. */
export function describeNameProblem(problem: NameProblem): string {
  const { t } = l10n;
  switch (problem.reason) {
    case 'empty':
      return t('The name is empty.');
    case 'forbiddenCharacter':
      return t('OneDrive does not allow {0} in names.', problem.character);
    case 'controlCharacter':
      return t('The name has an invisible control character.');
    case 'invalidUnicode':
      return t('The name has a broken Unicode character.');
    case 'leadingSpace':
      return t('OneDrive does not allow a space at the start of a name.');
    case 'trailingSpace':
      return t('OneDrive does not allow a space at the end of a name.');
    case 'trailingDot':
      return t('OneDrive does not allow a dot at the end of a name.');
    case 'reservedName':
      return t('This name is reserved by OneDrive.');
    case 'reservedPart':
      return t('OneDrive does not allow {0} in names.', problem.part);
    case 'temporaryPrefix':
      return t('OneDrive does not allow names that start with {0}.', problem.prefix);
    case 'reservedInRoot':
      return t('This name is reserved in the top folder of a document library.');
    case 'percentEscape':
      return t('A personal OneDrive would change {0} in the name to another character.', problem.escape);
  }
}

/** What is wrong with the local file. */
export function describeSourceFailure(failure: SourceError['failure']): Words {
  const { t } = l10n;
  switch (failure) {
    case 'missing':
      return {
        reason: t('The file is no longer there.'),
        next: t('It was moved or deleted; upload it from its new place.'),
      };
    case 'unreadable':
      return {
        reason: t('The file cannot be read.'),
        next: t('Check its permissions, and that its disk is connected.'),
      };
    case 'isFolder':
      return { reason: t('This is a folder.'), next: t('Select the files in it and upload those.') };
    case 'changed':
      return {
        reason: t('The file changed while it was uploaded, so nothing was stored.'),
        next: t('Wait until nothing writes to it, then try again.'),
      };
    case 'tooLargeToHold':
      return {
        reason: t('Files of a virtual workspace can have at most {0}.', formatBytes(virtualFileLimit)),
        next: t('Open the folder from disk or over SSH and upload it from there.'),
      };
  }
}
