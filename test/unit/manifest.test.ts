import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import strings from '../../package.nls.json' with { type: 'json' };
import { commandIds, contextKeys, settingKeys, viewIds, workbookScheme } from '../../src/contributions.ts';

/** Public names: other people's key bindings, tasks and scripts rely on them. */
const titles: Readonly<Record<string, string>> = {
  'onedrive.upload': 'Upload to OneDrive',
  'onedrive.uploadTo': 'Upload to OneDrive Folder...',
  'onedrive.pauseUpload': 'Pause',
  'onedrive.resumeUpload': 'Resume',
  'onedrive.cancelUpload': 'Cancel Upload',
  'onedrive.commitUpload': 'Commit Upload',
  'onedrive.resolveUpload': 'Resolve Conflict...',
  'onedrive.revealUpload': 'Reveal File',
  'onedrive.openUploadFolder': 'Open OneDrive Folder in Browser',
  'onedrive.openUploadInBrowser': 'Open in Browser',
  'onedrive.copyUploadLink': 'Copy OneDrive Link',
  'onedrive.resumeAllUploads': 'Resume All Uploads',
  'onedrive.retryUpload': 'Retry Upload',
  'onedrive.clearFinishedUploads': 'Clear Finished Uploads',
  'onedrive.listUploads': 'List Uploads',
  'onedrive.openWorkbook': 'Open Workbook Session...',
  'onedrive.openWorkbookInBrowser': 'Open in Excel for the Web',
  'onedrive.refreshWorkbook': 'Refresh Workbook',
  'onedrive.recalculateWorkbook': 'Recalculate Workbook',
  'onedrive.recalculateWorkbookAs': 'Recalculate Workbook As...',
  'onedrive.reopenWorkbook': 'Reopen Workbook Session',
  'onedrive.reopenWorkbookAsPersistent': 'Reopen Workbook as Persistent',
  'onedrive.reopenWorkbookAsScratch': 'Reopen Workbook as Scratch Copy',
  'onedrive.compareWorkbook': 'Compare with Saved Workbook',
  'onedrive.copyWorkbookChanges': 'Copy Changes to Saved Workbook...',
  'onedrive.closeWorkbook': 'Close Workbook Session',
  'onedrive.newWorksheet': 'New Worksheet...',
  'onedrive.renameWorksheet': 'Rename Worksheet...',
  'onedrive.deleteWorksheet': 'Delete Worksheet',
  'onedrive.evaluateWorkbookFunction': 'Evaluate Workbook Function...',
  'onedrive.appendTableRows': 'Append Selection to Workbook Table...',
  'onedrive.signIn': 'Sign In',
  'onedrive.signInWithToken': 'Sign In with Access Token...',
  'onedrive.signOut': 'Sign Out',
  'onedrive.chooseDestination': 'Choose Destination Folder...',
  'onedrive.checkConnection': 'Check Connection',
  'onedrive.showLog': 'Show Log',
};

/** A workspace must never be able to choose the server that receives files and tokens. */
const scopes: Readonly<Record<string, string>> = {
  'onedrive.cloud': 'application',
  'onedrive.customCloud': 'application',
  'onedrive.auth.clientId': 'application',
  'onedrive.auth.tenant': 'application',
  'onedrive.auth.method': 'application',
  'onedrive.destination': 'resource',
  'onedrive.upload.conflictBehavior': 'resource',
  'onedrive.upload.fragmentSizeMiB': 'application',
  'onedrive.upload.parallelFiles': 'application',
  'onedrive.upload.verify': 'resource',
  'onedrive.upload.deferCommit': 'resource',
  'onedrive.upload.respectIgnoreFiles': 'resource',
  'onedrive.upload.resumeOnStartup': 'application',
  'onedrive.workbook.mode': 'resource',
};

/** Commands that are of no use to a person, because they only return something. */
const notInPalette = ['onedrive.listUploads'];

const { contributes } = manifest;
const manifestText = JSON.stringify(manifest);
const menus: Readonly<Record<string, readonly { command: string; when?: string }[]>> = contributes.menus;

function sorted(values: Iterable<string>): string[] {
  return [...values].toSorted();
}

function resolve(text: string): string | undefined {
  const key = /^%(.*)%$/.exec(text)?.[1];
  return key === undefined ? text : new Map(Object.entries(strings)).get(key);
}

/** Everything in the manifest that is a condition. */
function conditions(): string[] {
  return [...manifestText.matchAll(/"(?:when|enablement)":"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text);
}

describe('manifest', () => {
  it('declares exactly the commands of the code', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(commandIds)));
  });

  it('keeps the public command titles', () => {
    const actual = contributes.commands.map(({ command, title }) => [command, resolve(title)]);
    assert.deepEqual(Object.fromEntries(actual), titles);
  });

  it('gives every command the category OneDrive', () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ['OneDrive']);
  });

  it('declares exactly the settings of the code', () => {
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(Object.values(settingKeys)));
  });

  it('keeps the scope of every setting', () => {
    const actual = Object.entries(contributes.configuration.properties).map(([key, { scope }]) => [key, scope]);
    assert.deepEqual(Object.fromEntries(actual), scopes);
  });

  it('gives every setting a default, a description and a place in the order', () => {
    const properties = Object.entries(contributes.configuration.properties);
    for (const [key, property] of properties) {
      assert.ok('default' in property, `${key} has a default`);
      assert.ok(resolve(property.markdownDescription), `${key} has a description`);
    }
    assert.equal(new Set(properties.map(([, { order }]) => order)).size, properties.length);
  });

  it('describes every value of an enumeration', () => {
    const { 'onedrive.cloud': cloud, 'onedrive.upload.conflictBehavior': conflict } =
      contributes.configuration.properties;
    assert.equal(cloud.enum.length, cloud.markdownEnumDescriptions.length);
    assert.equal(conflict.enum.length, conflict.enumDescriptions.length);
  });

  it('declares exactly the views of the code', () => {
    const declared = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
    assert.deepEqual(sorted(declared), sorted(Object.values(viewIds)));
  });

  it('has every string that it refers to, and no other', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(strings)));
  });

  it('leaves no string empty', () => {
    assert.deepEqual(
      Object.entries(strings).filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  it('hides from the palette exactly the commands that only return something', () => {
    const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false');
    assert.deepEqual(
      hidden.map(({ command }) => command),
      notInPalette,
    );
  });

  it('puts only declared commands into menus', () => {
    const declared = new Set<string>(Object.values(commandIds));
    const unknown = Object.values(menus).flatMap((entries) => entries.filter(({ command }) => !declared.has(command)));
    assert.deepEqual(unknown, []);
  });

  it('offers both upload commands in the explorer and on the editor tab, and to open workbooks', () => {
    for (const menu of ['explorer/context', 'editor/title/context']) {
      assert.deepEqual(
        menus[menu]?.map(({ command }) => command),
        ['onedrive.upload', 'onedrive.uploadTo', 'onedrive.openWorkbook'],
        menu,
      );
    }
  });

  it('links from its texts only to declared commands', () => {
    const declared = new Set<string>(Object.values(commandIds));
    const linked = [...JSON.stringify(strings).matchAll(/\(command:(onedrive\.\w+)/g)].map(([, id = '']) => id);
    assert.ok(linked.length > 0);
    assert.deepEqual(
      linked.filter((id) => !declared.has(id)),
      [],
    );
  });

  it('uses in its conditions only context keys and views that exist', () => {
    const known = new Set<string>([...Object.values(contextKeys), ...Object.values(viewIds)]);
    const used = conditions().flatMap((text) => [...text.matchAll(/\bonedrive\.[\w.]+/g)].map(([name]) => name));
    assert.ok(used.length > 0);
    assert.deepEqual(
      used.filter((name) => !known.has(name)),
      [],
    );
  });

  it('uses every context key in a condition', () => {
    const all = conditions().join(' ');
    assert.deepEqual(
      Object.values(contextKeys).filter((key) => !all.includes(key)),
      [],
    );
  });

  it('is there for restored editors of workbooks and for interrupted uploads, and never holds the start up', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished', `onFileSystem:${workbookScheme}`]);
  });

  it('runs where the files are', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
  });

  it('lets an untrusted workspace choose neither where nor which files go, nor what happens to existing ones', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.ok(restrictedConfigurations.includes('onedrive.destination'));
    assert.ok(restrictedConfigurations.includes('onedrive.upload.conflictBehavior'));
    const aboutFiles = Object.entries(scopes).filter(
      ([key, scope]) => scope === 'resource' && /upload|workbook/u.test(key),
    );
    assert.deepEqual(
      aboutFiles.map(([key]) => key).filter((key) => !restrictedConfigurations.includes(key)),
      [],
    );
  });

  it('is compiled against the oldest VS Code that it allows', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
  });
});
