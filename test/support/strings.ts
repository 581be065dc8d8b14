import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run/setup/paths.js';

/**
 * Every text that the product shows at run time, as translators get it: what the calls of `l10n.t` in the sources
 * have as their first argument. That argument is always written out, never computed.
 */
export function localisableStrings(): Readonly<Record<string, string>> {
  const calls = /\bt\(\s*(?:\{\s*message:\s*)?'((?:[^'\\]|\\.)*)'/gu;
  const texts = globSync('src/vscode/**/*.ts', { cwd: root })
    .toSorted()
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(calls)])
    .map(([, text = '']) => text.replaceAll("\\'", "'"));
  return Object.fromEntries([...new Set(texts)].toSorted().map((text) => [text, text]));
}
