import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { kindOfFormat } from '../../../../src/workbook/grid/numberFormat.ts';

const formats = {
  date: [
    'm/d/yyyy',
    'yyyy-mm-dd',
    'd-mmm',
    'mmm',
    '[$-409]mmmm d, yyyy;@',
    '[$-F800]dddd, mmmm dd, yyyy',
    'm/d/yy h:mm',
    'yyyy"年"m"月"',
  ],
  clock: ['h:mm', 'h:mm AM/PM', '[$-F400]h:mm:ss AM/PM', 'mm:ss.0', 'hh"h"mm', 'h:mm:ss;@'],
  number: [
    'General',
    '@',
    '0.00',
    '#,##0 "days"',
    '0 \\d',
    '0.00E+00',
    '# ?/?',
    '[h]:mm:ss',
    '[mm]:ss',
    '[Red]0;[Blue]-0',
    '0;"yesterday"',
    '_-* #,##0.00 €_-;-* #,##0.00 €_-',
    '_d0',
    '',
  ],
} as const;

describe('number formats', () => {
  for (const kind of ['date', 'clock', 'number'] as const) {
    for (const format of formats[kind]) {
      it(`show a ${kind} with ${format === '' ? 'nothing' : format}`, () => assert.equal(kindOfFormat(format), kind));
    }
  }

  it('are known again', () => assert.equal(kindOfFormat('m/d/yyyy'), 'date'));
});
