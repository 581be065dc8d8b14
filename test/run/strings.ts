// Writes the texts of the product for translators:  npm run strings
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localisableStrings } from '../support/strings.ts';
import { root } from './setup/paths.js';

await writeFile(
  join(root, 'media', 'l10n', 'bundle.l10n.json'),
  `${JSON.stringify(localisableStrings(), undefined, 2)}\n`,
);
