import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { isoOfSerial, sameNumber, serialOfIso } from '../../../../src/workbook/grid/serialDate.ts';

describe('dates of Excel', () => {
  for (const [serial, text] of [
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [25_569, '1970-01-01'],
    [46_024, '2026-01-02'],
    [45_351, '2024-02-29'],
    [46_024.354166666664, '2026-01-02T08:30:00'],
    [46_024 + 1 / 86_400_000, '2026-01-02T00:00:00.001'],
    [2_958_465, '9999-12-31'],
  ] as const) {
    it(`are ${text} for ${serial}, both ways`, () => {
      assert.equal(isoOfSerial(serial, false), text);
      assert.ok(sameNumber(serialOfIso(text)?.serial ?? -1, serial));
    });
  }

  for (const serial of [60, 60.5, 0, 0.5, -1, 2_958_466, 46_024.000000001, 1e300]) {
    it(`are none for ${serial}`, () => assert.equal(isoOfSerial(serial, false), undefined));
  }

  it('are times of day where only those count', () => {
    assert.equal(isoOfSerial(0, true), '00:00:00');
    assert.equal(isoOfSerial(0.5, true), '12:00:00');
    assert.equal(isoOfSerial(0.999_988_425_925_925_9, true), '23:59:59');
    assert.equal(isoOfSerial(1.25, true), '1900-01-01T06:00:00');
  });

  it('have the digits that Excel keeps, not those that it drops', () => {
    assert.equal(isoOfSerial(46_024.3541666667, false), '2026-01-02T08:30:00');
  });

  for (const text of [
    '2026-02-30',
    '1900-02-29',
    '1899-12-31',
    '2026-13-01',
    '2026-1-2',
    '26-01-02',
    '2026-01-02 08:30:00',
    '2026-01-02T24:00:00',
    '2026-01-02T08:30:00Z',
    '24:00',
    '8:30',
    '08:60',
    '08:30:60',
    '2026',
  ]) {
    it(`are not read from ${text}`, () => assert.equal(serialOfIso(text), undefined));
  }

  for (const [text, format] of [
    ['2026-01-02', 'yyyy-mm-dd'],
    ['2026-01-02T08:30', 'yyyy-mm-dd hh:mm:ss'],
    ['2026-01-02T08:30:00.5', 'yyyy-mm-dd hh:mm:ss.000'],
    ['08:30', 'hh:mm:ss'],
    ['08:30:00.001', 'hh:mm:ss.000'],
  ] as const) {
    it(`need the format ${format} to show all of ${text}`, () => assert.equal(serialOfIso(text)?.format, format));
  }

  it('come back to the same number from whatever text they are', () => {
    const serials = fc.double({ min: 0, max: 2_958_466, noNaN: true });
    fc.assert(
      fc.property(serials, fc.boolean(), (serial, clockOnly) => {
        const text = isoOfSerial(serial, clockOnly);
        assert.ok(text === undefined || sameNumber(serialOfIso(text)?.serial ?? -1, serial));
      }),
    );
  });

  it('come back to the same text for each millisecond', () => {
    const first = Date.UTC(1900, 2, 1);
    const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) - first });
    fc.assert(
      fc.property(times, (ms) => {
        const iso = new Date(first + ms).toISOString().slice(0, -1);
        const serial = serialOfIso(iso)?.serial ?? -1;
        assert.equal(isoOfSerial(serial, false), iso.replace(/(?:T00:00:00)?\.000$/u, ''));
      }),
    );
  });
});
