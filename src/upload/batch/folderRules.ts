import ignore from 'ignore';
import type { Ignore } from 'ignore';
import picomatch from 'picomatch/posix.js';
import { isJsonObject } from '../../base/json.ts';

/** A name that nobody gives to a file. */
const anyName = '\u{10fffd}';

/** A glob of `files.exclude`; with `when` it counts only beside a file of that name. */
interface ExcludeGlob {
  readonly matches: (path: string) => boolean;
  readonly when?: string;
}

/** The values of `files.exclude`: `true`, `false` or `{ "when": "$(basename).ts" }` for each glob. */
export function excludeGlobs(setting: Readonly<Record<string, unknown>>): readonly ExcludeGlob[] {
  return Object.entries(setting).flatMap(([glob, value]): ExcludeGlob[] => {
    const when = isJsonObject(value) ? value['when'] : undefined;
    if (glob === '' || (value !== true && typeof when !== 'string')) {
      return [];
    }
    const matches = picomatch(glob, { dot: true, noext: true, nonegate: true });
    return [{ matches, ...(typeof when === 'string' && { when }) }];
  });
}

interface Parts {
  readonly globs: readonly ExcludeGlob[];
  /** Path from the folder that the globs refer to: empty or with a slash at its end. */
  readonly fromTop: string;
  readonly ignores: Ignore;
  /** Path from the root of the git repository, or where else the first `.gitignore` is: as above. */
  readonly fromGit: string;
  readonly ignoreCase: boolean;
}

/** What is left out of one folder, by git's rules and those of `files.exclude`. Each folder has an object of its own. */
export class FolderRules {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The rules before anything is known of git. */
  static of(globs: readonly ExcludeGlob[], ignoreCase: boolean): FolderRules {
    return new FolderRules({ globs, fromTop: '', ignores: ignore({ ignoreCase }), fromGit: '', ignoreCase });
  }

  /** With the text of the `.gitignore` in this folder; in the root of a repository nothing from above counts. */
  within(gitignore: string | undefined, isRepository: boolean): FolderRules {
    const { ignores, fromGit, ignoreCase } = this.#parts;
    const base = isRepository ? ignore({ ignoreCase }) : ignores;
    const path = isRepository ? '' : fromGit;
    return new FolderRules({
      ...this.#parts,
      ignores: gitignore === undefined ? base : ignore({ ignoreCase }).add(base).add(patternsOf(gitignore, path)),
      fromGit: path,
    });
  }

  /** The rules for a folder in this one. */
  below(name: string): FolderRules {
    const { fromTop, fromGit, ignores, ignoreCase } = this.#parts;
    return new FolderRules({
      ...this.#parts,
      fromTop: `${fromTop}${name}/`,
      fromGit: `${fromGit}${name}/`,
      // The library remembers every path that it was asked about.
      ignores: ignore({ ignoreCase }).add(ignores),
    });
  }

  /**
   * The rules for a folder that somebody chose; although it is ignored, or all that is in it: git's do not count then.
   * @param fromTop names from the folder that the globs refer to.
   */
  chosen(fromTop: readonly string[]): FolderRules {
    const { ignores, fromGit, ignoreCase } = this.#parts;
    const rule = fromGit === '' ? undefined : ignores.test(`${fromGit}${anyName}`).rule;
    const isIgnored = rule !== undefined && (ignores.ignores(fromGit) || /(?<!\*\*)\/\*\*?$/u.test(rule.pattern));
    return new FolderRules({
      ...this.#parts,
      fromTop: fromTop.map((name) => `${name}/`).join(''),
      ...(isIgnored && { ignores: ignore({ ignoreCase }) }),
    });
  }

  /** @param siblings names of everything in the folder. */
  leavesOut(name: string, isFolder: boolean, siblings: ReadonlySet<string>): boolean {
    const { globs, fromTop, ignores, fromGit } = this.#parts;
    return (
      name === '.git' ||
      ignores.ignores(`${fromGit}${name}${isFolder ? '/' : ''}`) ||
      globs.some(
        ({ matches, when }) => matches(`${fromTop}${name}`) && (when === undefined || holds(when, name, siblings)),
      )
    );
  }
}

function holds(when: string, name: string, siblings: ReadonlySet<string>): boolean {
  const dot = name.lastIndexOf('.');
  return siblings.has(when.replace('$(basename)', () => (dot > 0 ? name.slice(0, dot) : name)));
}

/**
 * The patterns of a `.gitignore` as if they stood in the one of the repository's root (git-scm.com/docs/gitignore):
 * a slash at the beginning or in the middle binds a pattern to its folder, any other also counts below.
 */
function patternsOf(gitignore: string, folder: string): string | string[] {
  if (folder === '') {
    return gitignore;
  }
  const above = `/${folder.replaceAll(/[\\*?[\]!# ]/gu, String.raw`\$&`)}`;
  return gitignore
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/u)
    .flatMap((line) => {
      const [, not = '', pattern = ''] = /^(!?)(.*?)(?<!\\) *$/su.exec(line) ?? [];
      if (/^\/?$/u.test(pattern) || (not === '' && pattern.startsWith('#'))) {
        return [];
      }
      const bound = /\/./su.test(pattern);
      return [`${not}${above}${bound ? pattern.replace(/^\//u, '') : `**/${pattern.replace(/^\\(?=[!#])/u, '')}`}`];
    });
}
