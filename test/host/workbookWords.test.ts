import assert from 'node:assert/strict';
import { settingKeys } from '../../src/contributions.ts';
import { settings } from '../../src/vscode/settings.ts';
import {
  idleSentence,
  idleWord,
  modeSentence,
  modeWord,
  stateSentence,
  stateWord,
} from '../../src/vscode/words/workbookWords.ts';
import { WorkbookError } from '../../src/workbook/errors.ts';
import type { WorkbookState } from '../../src/workbook/model.ts';
import { setSetting } from './setup.ts';

const minute = 60_000;

describe('the words of an open workbook', () => {
  it('tell what becomes of changes', () => {
    assert.deepEqual([modeWord(true), modeSentence(true)], ['persistent', 'Changes are saved in the file.']);
    assert.equal(modeWord(false), 'scratch');
    assert.match(modeSentence(false), /thrown away when the session ends\.$/u);
  });

  const missing = new WorkbookError('missing', { name: 'Budget.xlsx' });
  const states: readonly (readonly [WorkbookState, elapsedMs: number | undefined, word: string, sentence: RegExp])[] = [
    [{ kind: 'opening' }, undefined, 'opening', /^The workbook is being opened\.$/u],
    [{ kind: 'opening' }, 42_000, 'opening · 42 s', /being opened\. This has taken 42 s\.$/u],
    [{ kind: 'opening', operation: 'notStarted' }, 1000, 'opening · waiting for Excel · 1 s', /not begun .* 1 s\.$/u],
    [
      { kind: 'reopening', operation: 'running' },
      2 * minute,
      'reopening · Excel is loading it · 2 min 0 s',
      /^A new session .* is loading it\. .* 2 min 0 s\.$/u,
    ],
    [{ kind: 'open' }, 5000, 'open', /^The workbook is open\.$/u],
    [{ kind: 'closing' }, undefined, 'closing', /being closed\.$/u],
    [{ kind: 'closed' }, undefined, 'closed', /is closed\.$/u],
    [{ kind: 'expired', changesLost: false }, undefined, 'session ended', /begins as soon as you use the workbook\.$/u],
    [
      { kind: 'expired', changesLost: true },
      undefined,
      'session ended, changes lost',
      /are lost\. Reopen the workbook/u,
    ],
    [
      { kind: 'failed', error: missing },
      undefined,
      'failed: Budget.xlsx is not where it was opened.',
      /^Budget\.xlsx is not where it was opened\. It was moved or deleted/u,
    ],
  ];
  for (const [state, elapsedMs, word, sentence] of states) {
    it(`tell where it stands: ${word}`, () => {
      assert.equal(stateWord(state, elapsedMs), word);
      assert.match(stateSentence(state, elapsedMs), sentence);
    });
  }

  it('promise no more time than is left', () => {
    assert.deepEqual([5 * minute, 5 * minute - 1, minute, minute - 1, 0, -minute].map(idleWord), [
      '5 min left',
      '4 min left',
      '1 min left',
      'less than 1 min left',
      'less than 1 min left',
      'less than 1 min left',
    ]);
    const now = new Date(2026, 4, 4, 14, 30).getTime();
    assert.match(
      idleSentence(now + 4 * minute, now),
      /^The session ends at (?:14|02):34.* unless the workbook is used\.$/u,
    );
  });
});

describe('the setting of how workbooks are opened', () => {
  afterEach(() => setSetting(settingKeys.workbookMode, undefined));

  for (const [value, mode] of [
    [undefined, 'ask'],
    ['persistent', 'persistent'],
    ['scratch', 'scratch'],
    ['always', 'ask'],
    [true, 'ask'],
  ] as const) {
    it(`asks what nobody can have meant: ${String(value)}`, async () => {
      await setSetting(settingKeys.workbookMode, value);
      assert.equal(settings.workbookMode(undefined), mode);
    });
  }
});
