import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { statusBarText } from '../../../../src/vscode/uploads/statusBarText.ts';

const some = { running: 3, percent: 45, attention: 0 };

function textOf(name: string): string {
  return statusBarText({ ...some, running: 1, name }, '45 %');
}

describe('statusBarText', () => {
  it('counts several uploads', () => {
    assert.equal(statusBarText(some, '45 %'), '$(cloud-upload) 3 · 45 %');
  });

  it('names the only one', () => {
    assert.equal(textOf('report.docx'), '$(cloud-upload) report.docx · 45 %');
    assert.equal(statusBarText({ ...some, running: 1 }, '45 %'), '$(cloud-upload) 1 · 45 %');
    assert.equal(statusBarText({ ...some, name: 'report.docx' }, '45 %'), '$(cloud-upload) 3 · 45 %');
  });

  for (const [reason, icon] of [
    ['throttled', 'clock'],
    ['offline', 'debug-disconnect'],
  ] as const) {
    it(`has another icon while uploads are ${reason}`, () => {
      assert.equal(statusBarText({ ...some, waiting: { reason } }, '45 %'), `$(${icon}) 3 · 45 %`);
    });
  }

  it('shortens long names in the middle', () => {
    assert.equal(textOf('a'.repeat(20) + '.bin'), `$(cloud-upload) ${'a'.repeat(20)}.bin · 45 %`);
    assert.equal(
      textOf('measurements of the whole year 2026.parquet'),
      '$(cloud-upload) measurements of….parquet · 45 %',
    );
  });

  it('cuts no letter into pieces', () => {
    const family = '👨‍👩‍👧‍👦';
    assert.equal(textOf(family.repeat(30)), `$(cloud-upload) ${family.repeat(15)}…${family.repeat(8)} · 45 %`);
  });

  it('shows names that look like icons as they are', () => {
    assert.equal(textOf('$(sync~spin) $(flame)'), String.raw`$(cloud-upload) \$(sync~spin) \$(flame) · 45 %`);
    assert.equal(textOf('price $(net) $(a b) $('), String.raw`$(cloud-upload) price \$(net) $(a b) $( · 45 %`);
  });
});
