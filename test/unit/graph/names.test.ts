import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { childPath, nameProblem, pathLength } from '../../../src/graph/names.ts';
import type { NamePlace } from '../../../src/graph/names.ts';

const business: NamePlace = { driveType: 'business', parentPath: '/Reports', kind: 'file' };
const library: NamePlace = { driveType: 'documentLibrary', parentPath: '/', kind: 'folder' };
const personal: NamePlace = { driveType: 'personal', parentPath: '/', kind: 'file' };

function reason(name: string, place: NamePlace = business): string | undefined {
  return nameProblem(name, place)?.reason;
}

describe('nameProblem', () => {
  for (const character of '"*:<>?/\\|') {
    it(`names the forbidden character ${character}`, () => {
      assert.deepEqual(nameProblem(`a${character}b`, business), { reason: 'forbiddenCharacter', character });
    });
  }

  const bad: [string, string, NamePlace?][] = [
    ['', 'empty'],
    ['a\tb', 'controlCharacter'],
    ['a\u0000', 'controlCharacter'],
    ['a\u007f', 'controlCharacter'],
    ['a\ud800.txt', 'invalidUnicode'],
    [' a', 'leadingSpace'],
    ['a ', 'trailingSpace'],
    ['a.', 'trailingDot'],
    ['...', 'trailingDot'],
    ['.lock', 'reservedName'],
    ['Desktop.INI', 'reservedName'],
    ['con', 'reservedName'],
    ['PRN', 'reservedName'],
    ['aux', 'reservedName'],
    ['NUL', 'reservedName'],
    ['COM0', 'reservedName'],
    ['lpt9', 'reservedName'],
    ['a_vti_b.txt', 'reservedPart'],
    ['A_VTI_B', 'reservedPart'],
    ['~$report.docx', 'temporaryPrefix'],
    ['~folder', 'temporaryPrefix', { ...business, kind: 'folder' }],
    ['Forms', 'reservedInRoot', library],
    ['forms', 'reservedInRoot', { ...business, parentPath: '/' }],
    ['100%41.txt', 'percentEscape', personal],
    ['a%2Fb', 'percentEscape', personal],
  ];
  for (const [name, expected, place] of bad) {
    it(`refuses ${JSON.stringify(name)}: ${expected}`, () => {
      assert.equal(reason(name, place), expected);
    });
  }

  it('tells which prefix and which escape', () => {
    assert.deepEqual(nameProblem('~$a', business), { reason: 'temporaryPrefix', prefix: '~$' });
    assert.deepEqual(nameProblem('x%2fy', personal), { reason: 'percentEscape', escape: '%2f' });
  });

  const good: [string, NamePlace?][] = [
    ['report.txt'],
    ['.gitignore'],
    ["a & b # 1 % $ @ + = ; , ' ` ( ) [ ] { } ! ^.txt"],
    ['Ünïcödé 日本 🙂.md'],
    ['console.txt'],
    ['con.txt'],
    ['COM10'],
    ['~file'],
    ['~folder', { ...personal, kind: 'folder' }],
    ['forms', { ...library, parentPath: '/Reports' }],
    ['forms', personal],
    ['100%41.txt'],
    ['100%.txt', personal],
    ['a.b..c'],
  ];
  for (const [name, place = business] of good) {
    it(`allows ${name} on ${place.driveType}`, () => {
      assert.equal(nameProblem(name, place), undefined);
    });
  }
});

describe('pathLength', () => {
  it('counts the decoded path from the root, without the first slash', () => {
    assert.equal(pathLength('/abc/de f'), 8);
    assert.equal(pathLength('/'), 0);
  });
});

describe('childPath', () => {
  it('joins', () => {
    assert.equal(childPath('/', 'a'), '/a');
    assert.equal(childPath('/x/', 'a'), '/x/a');
  });
});
