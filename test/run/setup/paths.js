import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** What set-up installs and later runs reuse. The place that VS Code's own test tools use. */
export const cache = join(root, '.vscode-test');

/** Logs, screenshots and reports of the runs. */
export const out = join(root, 'out');
