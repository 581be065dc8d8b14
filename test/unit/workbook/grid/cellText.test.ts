import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  contentOf,
  editorText,
  formatFor,
  holds,
  inputOf,
  textOfCell,
} from '../../../../src/workbook/grid/cellText.ts';
import type { CellInput, CellState } from '../../../../src/workbook/grid/cellText.ts';

function text(value: string | number | boolean, type: string, format = 'General'): string {
  return textOfCell({ value, type, format });
}

function state(value: CellState['value'], content: CellState['content'] = value, format = 'General'): CellState {
  return { value, content, format, type: typeof value === 'string' ? 'String' : 'Double' };
}

describe('the text of a cell', () => {
  for (const [value, type, format, shown] of [
    ['', 'Empty', 'General', ''],
    ['plain', 'String', 'General', 'plain'],
    ['two\r\nlines', 'String', 'General', 'two\nlines'],
    ['broken \uD800', 'String', 'General', 'broken \uFFFD'],
    [0.1, 'Double', 'General', '0.1'],
    [0.1 + 0.2, 'Double', '0.00', '0.30000000000000004'],
    [1e21, 'Double', 'General', '1e+21'],
    [-5, 'Integer', 'General', '-5'],
    [true, 'Boolean', 'General', 'TRUE'],
    [false, 'Boolean', 'General', 'FALSE'],
    ['#DIV/0!', 'Error', 'General', '#DIV/0!'],
    ['#SOMETHING!', 'Error', 'General', '#SOMETHING!'],
    [46_024, 'Double', 'yyyy-mm-dd', '2026-01-02'],
    [46_024.5, 'Double', 'm/d/yyyy', '2026-01-02T12:00:00'],
    [0.25, 'Double', 'h:mm', '06:00:00'],
    [1.5, 'Double', '[h]:mm', '1.5'],
    [60, 'Double', 'yyyy-mm-dd', '60'],
    ['2026', 'String', '@', "'2026"],
  ] as const) {
    it(`is ${JSON.stringify(shown)} for ${JSON.stringify(value)} (${type}) with ${format}`, () =>
      assert.equal(text(value, type, format), shown));
  }

  for (const like of [
    '007',
    '-1.5',
    '1e5',
    '.5',
    '2026-01-02',
    '08:30',
    'TRUE',
    'false',
    '#N/A',
    '#ref!',
    '=A1',
    '=',
    '+x',
    '- item',
    '@me',
    "'quoted",
  ]) {
    it(`has an apostrophe when it is text like ${like}`, () => {
      assert.equal(text(like, 'String'), `'${like}`);
      assert.deepEqual(inputOf(`'${like}`), { kind: 'text', text: like });
    });
  }

  for (const plain of ['0x10', '1,5', '1 2', ' 5', '5 ', '12345678901234567890', '1e999', 'Infinity', '#hash', 'NaN']) {
    it(`has none when it is text like ${plain}, which is read as text`, () => {
      assert.equal(text(plain, 'String'), plain);
      assert.deepEqual(inputOf(plain), { kind: 'text', text: plain });
    });
  }

  it('comes back as the same text, whatever it is', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789-:T.=+@'#eE TRUE/A!")), minLength: 1 }),
    );
    fc.assert(
      fc.property(texts, (value) => {
        assert.deepEqual(inputOf(text(value, 'String')), { kind: 'text', text: editorText(value) });
      }),
    );
  });

  it('comes back as the same number, whatever it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.deepEqual(inputOf(text(value, 'Double')), { kind: 'number', value: value === 0 ? 0 : value });
      }),
    );
  });
});

describe('what somebody wrote into a cell', () => {
  for (const [written, input] of [
    ['', { kind: 'empty' }],
    ["'", { kind: 'text', text: '' }],
    ['=SUM(A1:A2)', { kind: 'formula', formula: '=SUM(A1:A2)' }],
    ['007', { kind: 'number', value: 7 }],
    ['+5', { kind: 'number', value: 5 }],
    ['5.', { kind: 'number', value: 5 }],
    ['1E3', { kind: 'number', value: 1000 }],
    ['4111111111111111', { kind: 'number', value: 4_111_111_111_111_111 }],
    ['9007199254740993', { kind: 'text', text: '9007199254740993' }],
    ['+90071992547409930', { kind: 'text', text: '+90071992547409930' }],
    ['true', { kind: 'boolean', value: true }],
    ['False', { kind: 'boolean', value: false }],
    ['#n/a', { kind: 'error', code: '#N/A' }],
    ['- item', { kind: 'text', text: '- item' }],
  ] as const) {
    it(`is ${JSON.stringify(input)} for ${JSON.stringify(written)}`, () => assert.deepEqual(inputOf(written), input));
  }

  it('is sent as it is, text with an apostrophe where Excel could take it for something else', () => {
    const sent = (written: string): unknown => contentOf(inputOf(written));
    assert.equal(sent(''), '');
    assert.equal(sent('=A1'), '=A1');
    assert.equal(sent('1.50'), 1.5);
    assert.equal(sent('2026-01-02'), 46_024);
    assert.equal(sent('TRUE'), true);
    assert.equal(sent('#N/A'), '#N/A');
    for (const risky of [
      '1/2',
      '5%',
      '€5',
      'March 5',
      'Sept 5',
      '12 May',
      '- item',
      '@me',
      '#tag',
      ' true ',
      '٣',
      'kr 5',
    ]) {
      assert.equal(sent(risky), `'${risky}`);
    }
    for (const safe of ['plain', 'Room 12', 'Größe 5\n6', 'a-b', 'x=y', 'true story', '   ']) {
      assert.equal(sent(safe), safe);
      assert.equal(contentOf(inputOf(safe), 'always'), `'${safe}`);
    }
    assert.equal(contentOf(inputOf('1/2'), 'never'), '1/2');
  });

  it('needs another number format only where the cell has none, or makes text of everything', () => {
    const format = (written: string, has: string): string | undefined => formatFor(inputOf(written), has);
    assert.equal(format('2026-01-02', 'General'), 'yyyy-mm-dd');
    assert.equal(format('2026-01-02', '@'), 'yyyy-mm-dd');
    assert.equal(format('2026-01-02', 'd/m/yy'), undefined);
    assert.equal(format('5', '@'), 'General');
    assert.equal(format('=A1', '@'), 'General');
    assert.equal(format("'5", '@'), undefined);
    assert.equal(format('', '@'), undefined);
    assert.equal(format('5', 'd/m/yy'), undefined);
  });
});

describe('what a cell holds', () => {
  const number: CellInput = { kind: 'number', value: 5 };
  const fraction: CellInput = { kind: 'number', value: 0.1 + 0.2 };
  const words: CellInput = { kind: 'text', text: 'a\nb' };
  const formula: CellInput = { kind: 'formula', formula: '=sum( A1:A2 )' };

  for (const [what, cell, input, is] of [
    ['the number', state(5), number, true],
    ['another number', state(6), number, false],
    ['the number as text', state('5'), number, false],
    ['a formula with that number as its result', state(5, '=2+3'), number, false],
    ['a fraction without what Excel drops', state(0.3), fraction, true],
    ['a whole number that lost its last digit', state(4_111_111_111_111_110), inputOf('4111111111111111'), false],
    ['the text', state('a\nb'), words, true],
    ['the text with another kind of line break', state('a\r\nb'), words, true],
    ['a formula with that text as its result', state('a\nb', '=A1'), words, false],
    ['text that looks like a formula', state('=A1', '=A1'), { kind: 'text', text: '=A1' }, true],
    ['nothing', state(''), { kind: 'empty' }, true],
    ['a formula with nothing as its result', state('', '=A1'), { kind: 'empty' }, false],
    ['the date', state(46_024.3541666667), inputOf('2026-01-02T08:30'), true],
    ['text instead of the date', state('2026-01-02'), inputOf('2026-01-02'), false],
    ['the boolean', state(true), inputOf('TRUE'), true],
    ['the other boolean', state(false), inputOf('TRUE'), false],
    ['the error', state('#N/A'), inputOf('#N/A'), true],
    ['a formula with that error', state('#N/A', '=NA()'), inputOf('#N/A'), false],
    ['the formula as Excel writes it', state(3, '=SUM(A1:A2)'), formula, true],
    ['the formula in another form', state(3, '=SUM(Table1[x])'), formula, true],
    ['the value instead of a formula', state(3), formula, false],
    ['the formula that was there before', state(3, '=OLD()'), formula, false],
  ] as const) {
    it(`${is ? 'is' : 'is not'} what was asked for: ${what}`, () => assert.equal(holds(cell, input, '=OLD()'), is));
  }
});
