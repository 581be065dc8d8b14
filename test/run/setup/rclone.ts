import { join } from 'node:path';
import { installDebianPackages } from './debian.ts';
import { cache } from './paths.js';
import { SetupError, locked, run } from './steps.js';

/** Found on PATH. */
export const rclone = 'rclone';

/**
 * The version of the installed rclone, for example "v1.60.1-DEV". On Debian, root gets the distribution's package when
 * there is none.
 * @throws {SetupError} that says why there is none
 */
export async function ensureRclone(): Promise<string> {
  return (await version()) ?? (await locked(join(cache, 'rclone.lock'), install));
}

async function version(): Promise<string | undefined> {
  try {
    return /^rclone (\S+)/u.exec(await run(rclone, ['version'], { timeoutMs: 20_000 }))?.[1];
  } catch {
    return undefined;
  }
}

async function install(): Promise<string> {
  let reason = 'rclone could not be installed.';
  try {
    await installDebianPackages(rclone);
  } catch (error) {
    // The last line of what apt-get printed says most.
    reason =
      String(error instanceof Error ? error.message : error)
        .split('\n')
        .at(-1) ?? reason;
  }
  const installed = await version();
  if (installed === undefined) {
    throw new SetupError(`There is no rclone on PATH. ${reason}`, 'Install rclone.');
  }
  return installed;
}
