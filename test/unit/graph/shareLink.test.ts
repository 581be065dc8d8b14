import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../../src/graph/errors.ts';
import { NotAFolderError } from '../../../src/graph/folders.ts';
import { folderByLink, itemByLink } from '../../../src/graph/shareLink.ts';
import { clientFor } from '../../support/graphClient.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const json = {
  id: 'i',
  name: 'Specs',
  folder: {},
  parentReference: { driveId: 'd', driveType: 'documentLibrary', path: '/drives/d/root:/2026' },
};

/** The address that the service is given for a link. */
async function addressFor(link: string): Promise<string> {
  const transport = new ScriptedTransport({ status: 200, json });
  await folderByLink(clientFor(transport), link, never);
  const token = /\/shares\/u!([^/=+]+)\/driveItem$/u.exec(new URL(transport.last.url).pathname)?.[1];
  assert.ok(token, transport.last.url);
  return Buffer.from(token, 'base64url').toString('utf8');
}

describe('folderByLink', () => {
  it('accepts the link, so that the folder can be used later', async () => {
    const transport = new ScriptedTransport({ status: 200, json });
    assert.deepEqual(await folderByLink(clientFor(transport), 'https://contoso.sharepoint.com/:f:/s/x/Abc', never), {
      driveId: 'd',
      itemId: 'i',
      driveType: 'documentLibrary',
      path: '/2026/Specs',
    });
    assert.equal(transport.last.headers['prefer'], 'redeemSharingLink');
  });

  for (const [what, link, expected] of [
    ['a sharing link as it is', 'https://1drv.ms/f/s!AbC?e=1+2', 'https://1drv.ms/f/s!AbC?e=1+2'],
    ['letters of all kinds', 'https://h/sites/x/Ünï 日本', 'https://h/sites/x/%C3%9Cn%C3%AF%20%E6%97%A5%E6%9C%AC'],
    [
      'the folder that a library page shows',
      'https://h/sites/eng/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Feng%2FShared%20Documents%2F50%25&viewid=1',
      'https://h/sites/eng/Shared%20Documents/50%25',
    ],
    [
      'the folder of an older library page',
      'https://h/sites/eng/Docs/Forms/AllItems.aspx?RootFolder=%2Fsites%2Feng%2FDocs%2Fa',
      'https://h/sites/eng/Docs/a',
    ],
    [
      'the folder that a OneDrive page shows',
      'https://c-my.sharepoint.com/my?id=%2Fpersonal%2Fada%2FDocuments%2FReports',
      'https://c-my.sharepoint.com/personal/ada/Documents/Reports',
    ],
    ['the library of a page', 'https://h/sites/eng/Docs/Forms/AllItems.aspx', 'https://h/sites/eng/Docs'],
    [
      'the page of a workbook as it is',
      'https://h/sites/eng/_layouts/15/Doc.aspx?sourcedoc=%7BABC%7D&file=Budget.xlsx&action=default',
      'https://h/sites/eng/_layouts/15/Doc.aspx?sourcedoc=%7BABC%7D&file=Budget.xlsx&action=default',
    ],
    [
      'an id that is no path as it is',
      'https://onedrive.live.com/redir?resid=1!12&id=1%2112',
      'https://onedrive.live.com/redir?resid=1!12&id=1%2112',
    ],
  ] as const) {
    it(`sends ${what}`, async () => {
      assert.equal(await addressFor(link), expected);
    });
  }

  it('does not take a file for a folder, nor a folder of nowhere', async () => {
    const file = new ScriptedTransport({ status: 200, json: { ...json, folder: undefined, file: {} } });
    await assert.rejects(folderByLink(clientFor(file), 'https://h/x', never), NotAFolderError);
    // An answer that makes no sense is asked for again.
    const answer = { status: 200, json: { ...json, parentReference: {} } };
    const nowhere = new ScriptedTransport(answer, answer, answer);
    await assert.rejects(folderByLink(clientFor(nowhere), 'https://h/x', never), UnexpectedAnswerError);
  });
});

describe('itemByLink', () => {
  it('gives files too, with their names and places', async () => {
    const transport = new ScriptedTransport({
      status: 200,
      json: { ...json, name: 'Budget.xlsx', folder: undefined, file: {} },
    });
    assert.deepEqual(await itemByLink(clientFor(transport), 'https://contoso.sharepoint.com/:x:/s/x/Abc', never), {
      driveId: 'd',
      itemId: 'i',
      name: 'Budget.xlsx',
      kind: 'file',
      driveType: 'documentLibrary',
      path: '/2026/Budget.xlsx',
    });
    assert.equal(transport.last.headers['prefer'], 'redeemSharingLink');
  });
});
