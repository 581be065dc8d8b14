import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.js';
import { locked, npm, showing } from './steps.js';

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own record of what it installed as the
 * last thing, so an interrupted installation is seen as incomplete.
 */
function upToDate() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || present[path]?.version === entry.version) {
      return true;
    }
    // Packages for other systems are optional and rightly absent.
    return entry.optional === true && present[path] === undefined;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>} by folder; empty when there is no such file
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {};
  }
}

/**
 * Installs the packages of package-lock.json, unless they are there.
 *
 * Not by `npm ci`: it refuses a lock file that lacks an optional package of any other system, and not every mirror of
 * the registry carries all of those. `--no-save` keeps the lock file as it is.
 * @param {string} node the Node that npm runs on; some packages want a new one
 */
export async function ensureDependencies(node) {
  if (upToDate()) {
    return;
  }
  await locked(join(cache, 'dependencies.lock'), async () => {
    if (upToDate()) {
      return;
    }
    await showing('Installing dependencies', () => npm(['install', '--no-save', '--ignore-scripts'], root, node));
  });
}
