import { posix } from 'node:path';

/** One import of a source file. */
export interface Import {
  /** The file that imports, from the project's folder, with forward slashes. */
  readonly from: string;
  /** The imported file in the same form, or the package's specifier. */
  readonly to: string;
  readonly isPackage: boolean;
  /** Erased when the code runs. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** Source text by path from the project's folder. */
export type Sources = ReadonlyMap<string, string>;

const statement = /^[ \t]*(?:import|export)\b([^'";]*?)\bfrom\s*['"]([^'"]+)['"]/gm;
const sideEffect = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const call = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** All imports of all files. */
export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([file, source]) => {
    const text = withoutComments(source);
    return [
      ...[...text.matchAll(statement)].map(([, clause = '', target = '']) =>
        makeImport(file, target, { typeOnly: isTypeOnly(clause), dynamic: false }),
      ),
      ...[...text.matchAll(sideEffect)].map(([, target = '']) =>
        makeImport(file, target, { typeOnly: false, dynamic: false }),
      ),
      ...[...text.matchAll(call)].map(([, target = '']) =>
        makeImport(file, target, { typeOnly: false, dynamic: true }),
      ),
    ];
  });
}

/** `import type { A }`, or nothing but types in the braces. */
function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) {
    return true;
  }
  const names = /^\s*\{([^}]*)\}\s*$/
    .exec(clause)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '');
  return names !== undefined && names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

function makeImport(from: string, target: string, kind: Pick<Import, 'typeOnly' | 'dynamic'>): Import {
  const isPackage = !target.startsWith('.');
  return { from, to: isPackage ? target : posix.join(posix.dirname(from), target), isPackage, ...kind };
}

/** The code alone, with its line breaks: what a comment says is no import and no call. */
export function withoutComments(source: string): string {
  return source
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(
      // A line comment starts a line or follows a blank; "//" inside a URL follows a colon.
      /(^|\s)\/\/.*$/gm,
      '$1',
    );
}

/** A chain of files in which each imports the next and the last the first, for each group of files that has one. */
export function findCycles(imports: readonly Import[]): string[][] {
  const targets = Map.groupBy(
    imports.filter(({ isPackage }) => !isPackage),
    ({ from }) => from,
  );
  const state = new Map<string, 'open' | 'closed'>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'closed') {
      return;
    }
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const { to } of targets.get(file) ?? []) {
      visit(to);
    }
    path.pop();
    state.set(file, 'closed');
  };
  for (const file of targets.keys()) {
    visit(file);
  }
  return cycles;
}
