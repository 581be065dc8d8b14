// For the launch configuration "Extension + simulator": files to upload, a profile whose settings lead to the
// simulator, and the simulator itself until the task is ended. The tasks in .vscode wait for the last line.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '../sim/index.ts';
import { cloudSettings } from '../support/cloudSettings.ts';
import { writeDemoFiles } from '../support/demoFiles.ts';
import { out } from './setup/paths.js';
import { say } from './setup/steps.js';

say('Starting the simulator');
const simulator = await startSimulator();
const folder = join(out, 'devHost');
await writeDemoFiles(join(folder, 'files'));
const user = join(folder, 'profile', 'User');
await mkdir(user, { recursive: true });
await writeFile(join(user, 'settings.json'), JSON.stringify(cloudSettings(simulator), undefined, 2));
say(`Microsoft Graph: ${simulator.graphUrl}`);
say('To sign in, run "OneDrive: Sign In with Access Token..." and paste:');
say(simulator.issueToken({ expiresInSeconds: 24 * 3600 }));
say('Ready');
