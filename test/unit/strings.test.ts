import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../run/setup/paths.js';
import { localisableStrings } from '../support/strings.ts';

describe('texts of the product', () => {
  it('are what translators have; npm run strings brings them up to date', () => {
    const bundle: unknown = JSON.parse(readFileSync(join(root, 'media', 'l10n', 'bundle.l10n.json'), 'utf8'));
    assert.deepEqual(bundle, localisableStrings());
  });

  it('are found however a call is broken into lines', () => {
    const texts = Object.keys(localisableStrings());
    assert.ok(texts.includes('{0} was not uploaded. {1}'));
    assert.ok(texts.includes('{0}/s'), 'a text with a comment for translators');
    assert.ok(texts.length > 100);
  });

  it('are written out in every call, so that translators see them', () => {
    for (const file of globSync('src/vscode/**/*.ts', { cwd: root })) {
      const source = readFileSync(join(root, file), 'utf8');
      const computed = source.match(/\bl10n\.t\((?!\s*['{])/gu) ?? [];
      assert.deepEqual(computed, [], file);
    }
  });
});
