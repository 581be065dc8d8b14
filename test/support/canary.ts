import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What must never be read where nobody guards it, with a name that a failure may show. */
export type Canaries = Readonly<Record<string, string>>;

/** What gives a token away, whole or in part, and what every address of an upload session of the simulator holds. */
export function canariesOf(token: string): Canaries {
  const [, claims = token, signature = token] = token.split('.');
  return { token, claims, signature, 'upload address': 'tempauth', 'path of an upload address': '/rup/' };
}

/** Every token that the sign-in library's cache holds. */
export function canariesOfCache(cache: string): Canaries {
  const found = [...cache.matchAll(/"secret":"([^"]+)"/gu)];
  return Object.fromEntries(found.map(([, secret = ''], index) => [`secret ${index}`, secret]));
}

/** Names of the canaries that a text or the bytes of a file hold. */
export function canariesIn(text: string | Buffer, canaries: Canaries): string[] {
  return Object.entries(canaries)
    .filter(([, canary]) => text.includes(canary))
    .map(([name]) => name);
}

/**
 * Looks into all files below a folder.
 * @param except folders, relative to that one, where secrets are at home.
 * @returns a line for each file that holds any: its path and the names of what it holds.
 */
export async function filesWithCanaries(
  folder: string,
  canaries: Canaries,
  except: readonly string[] = [],
): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (!entry.isFile() || except.some((guarded) => path.startsWith(`${guarded}${sep}`))) {
      continue;
    }
    // It may be gone meanwhile.
    const content = await readFile(join(folder, path)).catch(() => Buffer.alloc(0));
    const names = canariesIn(content, canaries);
    if (names.length > 0) {
      found.push(`${path}: ${names.join(', ')}`);
    }
  }
  return found;
}
