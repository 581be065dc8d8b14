import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { FunctionInputError } from '../../../../src/workbook/functions/errors.ts';
import { parametersOf } from '../../../../src/workbook/functions/parameters.ts';
import { readFunction } from '../../../../src/workbook/functions/typedFunction.ts';

/** What an argument of `NOT` is read as, with `Sheet1` as the sheet of addresses without one. */
function read(argument: string): unknown {
  return readFunction(`NOT(${argument})`, 'Sheet1').named.get('logical');
}

/** The arguments that stand for constants: `values=1,2`. */
function plain(input: string): Record<string, unknown> {
  const { name, named } = readFunction(input, undefined);
  const body = [...named].map(([key, argument]) => {
    const list = 'kind' in argument ? [argument] : argument;
    const values = list.map((each) => (each.kind === 'value' ? each.value : each.kind));
    return [key, 'kind' in argument ? values[0] : values];
  });
  return { [name]: Object.fromEntries(body) };
}

describe('the functions that the service has', () => {
  for (const [name, expected] of [
    ['SUM', 'sum values*'],
    ['sumif', 'sumIf range criteria sumRange?'],
    ['AVERAGEIFS', 'averageIfs averageRange values*'],
    ['NORM.S.DIST', 'norm_S_Dist z cumulative'],
    ['norm_s_dist', 'norm_S_Dist z cumulative'],
    ['VLOOKUP', 'vlookup lookupValue tableArray colIndexNum rangeLookup?'],
    ['UNICHAR', 'unichar number'],
    ['IF', 'if logicalTest valueIfTrue? valueIfFalse?'],
    ['PI', 'pi'],
    ['XNPV', 'xnpv rate values dates'],
    ['Z.TEST', 'z_Test array x sigma?'],
  ] as const) {
    it(`take for ${name} ${expected}`, () => {
      const known = parametersOf(name);
      const marks = { required: '', optional: '?', list: '*' };
      const parameters = known?.parameters.map((each) => each.name + marks[each.kind]) ?? [];
      assert.equal([known?.name, ...parameters].join(' '), expected);
    });
  }

  it('are not those of other programs', () => {
    for (const name of ['', 'XLOOKUP', 'OFFSET', 'toString', '__proto__']) {
      assert.equal(parametersOf(name), undefined, name);
    }
  });
});

describe('a function that somebody typed', () => {
  for (const [input, expected] of [
    ['PI()', { pi: {} }],
    ['= pi ( ) ', { pi: {} }],
    ['SUM(1,2,3)', { sum: { values: [1, 2, 3] } }],
    ['SUM(1)', { sum: { values: [1] } }],
    ['=sum( 1 ;2; 3 )', { sum: { values: [1, 2, 3] } }],
    ['NORM.S.DIST(0,TRUE)', { norm_S_Dist: { z: 0, cumulative: true } }],
    ['PMT(1%, 12, -1000, , 1)', { pmt: { rate: 0.01, nper: 12, pv: -1000, type: 1 } }],
    ['PMT(1%;12;-1000;;1)', { pmt: { rate: 0.01, nper: 12, pv: -1000, type: 1 } }],
    ['CONCATENATE("a,b";"c;d")', { concatenate: { values: ['a,b', 'c;d'] } }],
    ['CONCATENATE(")", "(", "{")', { concatenate: { values: [')', '(', '{'] } }],
    ['SUM({1,2;3,4};5)', { sum: { values: ['array', 5] } }],
    ['FIND("b","abc")', { find: { findText: 'b', withinText: 'abc' } }],
    ['CHOOSE(2,"a","b")', { choose: { indexNum: 2, values: ['a', 'b'] } }],
  ] as const) {
    it(`is read: ${input}`, () => {
      assert.deepEqual(plain(input), expected);
    });
  }

  for (const [argument, value] of [
    ['5', 5],
    ['-1.5e3', -1500],
    ['+.5', 0.5],
    ['7.', 7],
    ['50%', 0.5],
    ['-2%', -0.02],
    ['TRUE', true],
    ['false', false],
    ['""', ''],
    ['"say ""hi"""', 'say "hi"'],
    ['"Sheet1!A1"', 'Sheet1!A1'],
  ] as const) {
    it(`has a value: ${argument}`, () => {
      assert.deepEqual(read(argument), { kind: 'value', value });
    });
  }

  for (const [argument, address] of [
    ['A1', 'Sheet1!A1'],
    ['$b$2:c9', 'Sheet1!B2:C9'],
    ['A:C', 'Sheet1!A:C'],
    ['2:9', 'Sheet1!2:9'],
    ['Data!A1', 'Data!A1'],
    ['Übersicht!A1', 'Übersicht!A1'],
    ["'My Sheet'!A1:B2", "'My Sheet'!A1:B2"],
    ["'It''s'!A1", "'It''s'!A1"],
    ["'a, b;(c)'!A1", "'a, b;(c)'!A1"],
    ['Q1!A1', "'Q1'!A1"],
    ['R1C1!A1', "'R1C1'!A1"],
    ['2026!A1', "'2026'!A1"],
    ['Data.1!A1', "'Data.1'!A1"],
  ] as const) {
    it(`has cells: ${argument}`, () => {
      assert.deepEqual(read(argument), { kind: 'cells', address });
    });
  }

  it('has names for cells', () => {
    assert.deepEqual(read('Rates'), { kind: 'name', name: 'Rates', position: 4 });
    assert.deepEqual(read(' Data!Tax_2026.x'), { kind: 'name', name: 'Tax_2026.x', sheet: 'Data', position: 5 });
    assert.deepEqual(read('XFE1'), { kind: 'name', name: 'XFE1', position: 4 });
  });

  it('has arrays', () => {
    assert.deepEqual(read('{1, -2; "a,;}""", TRUE}'), {
      kind: 'array',
      rows: [
        [1, -2],
        ['a,;}"', true],
      ],
    });
  });

  for (const [input, problem, position] of [
    ['', 'syntax', 0],
    [' = ', 'syntax', 3],
    ['SUM', 'syntax', 0],
    ['5', 'syntax', 0],
    ['A1+B1', 'syntax', 0],
    ['SUM(1', 'syntax', 5],
    ['SUM("a)', 'syntax', 4],
    ["SUM('a!A1)", 'syntax', 4],
    ['SUM({1,2)', 'syntax', 8],
    ['SUM({1,2', 'syntax', 4],
    ['SUM({1,{2}})', 'syntax', 7],
    ['SUM({1,2;3})', 'syntax', 4],
    ['SUM({1,A1})', 'syntax', 4],
    ['SUM({1}5)', 'syntax', 4],
    ['SUM({})', 'syntax', 4],
    ['SUM(})', 'syntax', 4],
    ['SUM(1)+2', 'syntax', 6],
    ['SUM(1) SUM(2)', 'syntax', 7],
    ['SUM(1,2;3)', 'syntax', 7],
    ['SUM(1 + 2)', 'syntax', 4],
    ['SUM(#N/A)', 'syntax', 4],
    ['SUM("a" "b")', 'syntax', 4],
    ['SUM(1e999)', 'syntax', 4],
    ['SUM((1,2))', 'syntax', 4],
    ['SUM(1, ROUND(2, 0))', 'nested', 7],
    ['=IF(NOT (TRUE), 1)', 'nested', 4],
    ['XLOOKUP(1)', 'unknownFunction', 0],
    ['= Sum.If(1)', 'unknownFunction', 2],
    ['SUM()', 'tooFewArguments', 4],
    ['SUM(1,,2)', 'tooFewArguments', 6],
    ['ROUND(1)', 'tooFewArguments', 7],
    ['ROUND(,2)', 'tooFewArguments', 6],
    ['PI(1)', 'tooManyArguments', 3],
    ['ABS(1, 2, 3)', 'tooManyArguments', 7],
    ['ABS(1,)', 'tooManyArguments', 6],
    ['ABS(A1)', 'address', 4],
    ['ABS(Data!)', 'address', 4],
    ['ABS([Other.xlsx]Data!A1)', 'address', 4],
    ["ABS('[Other.xlsx]Data'!A1)", 'address', 4],
    ['ABS(Q1:Q4!A1)', 'address', 4],
    ['SUM(Orders[Units])', 'address', 4],
    ['SUM(Data!A1:Z)', 'address', 4],
    ['SUM(Data!A:9)', 'address', 4],
    ['SUM(Data!A:XFE)', 'address', 4],
    ['SUM(Data!A1:B2:C3)', 'address', 4],
  ] as const) {
    it(`is refused: ${input || 'nothing'}`, () => {
      assert.throws(() => readFunction(input, undefined), { name: 'FunctionInputError', problem, position });
    });
  }

  it('is read or refused, whatever it is', () => {
    const part = fc.constantFrom(...'sum|SUM(|(|)|{|}|,|;|"|\'|!|:|$|A1|Data|1|-|%|.|e| |=|TRUE|[|]|ä|🙂'.split('|'));
    const input = fc.oneof(
      fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.array(part, { maxLength: 12 }).map((parts) => `SUM(${parts.join('')})`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(input, fc.option(fc.string({ minLength: 1 }), { nil: undefined }), (text, sheet) => {
        try {
          readFunction(text, sheet);
        } catch (error) {
          assert.ok(error instanceof FunctionInputError, String(error));
          assert.ok(error.position >= 0 && error.position <= text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps texts as they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        assert.deepEqual(read(`"${value.replaceAll('"', '""')}"`), { kind: 'value', value });
      }),
    );
  });
});
