import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mayBeRewritten } from '../../../../src/upload/transfer/rewriting.ts';

describe('mayBeRewritten', () => {
  for (const name of [
    'a.docx',
    'a.DOC',
    'b.xlsx',
    'b.xlsm',
    'b.xlsb',
    'c.pptx',
    'd.jpg',
    'd.JPEG',
    'e.html',
    'e.aspx',
  ]) {
    it(`expects it of ${name} in SharePoint and OneDrive for work, not in a personal drive`, () => {
      assert.equal(mayBeRewritten(name, 'documentLibrary'), true);
      assert.equal(mayBeRewritten(name, 'business'), true);
      assert.equal(mayBeRewritten(name, 'personal'), false);
    });
  }

  for (const name of ['a.txt', 'docx', 'a.docx.zip', 'a.xdocx', 'a.png', 'a.csv', 'a.xlsy']) {
    it(`does not expect it of ${name}`, () => {
      assert.equal(mayBeRewritten(name, 'documentLibrary'), false);
    });
  }
});
