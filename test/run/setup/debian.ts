import { existsSync } from 'node:fs';
import { run, showing } from './steps.js';

/** Where apt-get is, it is here. */
const aptGet = '/usr/bin/apt-get';

/**
 * Installs packages of Debian or Ubuntu, the first one being what the others are for.
 * @throws when this is no such system, the user is not root, or apt-get fails
 */
export async function installDebianPackages(name: string, ...others: readonly string[]): Promise<void> {
  if (process.platform !== 'linux' || !existsSync(aptGet)) {
    throw new Error('This is not a Debian system.');
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`Only root can install the package ${name}.`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await showing(`Installing Debian's ${name}`, async () => {
    await run(aptGet, ['update', '-q'], { env });
    await run(aptGet, ['install', '-y', '-q', '--no-install-recommends', name, ...others], { env });
  });
}
