// Builds the extension into dist/:  node esbuild.js [--production | --watch | --host-tests]
//   (nothing)      development build with source maps
//   --production   minified; prints what the bundles consist of; fails above the size budget
//   --watch        development build again after each change, for the editor's problem matcher
//   --host-tests   the tests that run inside VS Code's extension host, into out/host/
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { budgets } from './test/run/budgets.js';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * Modules that wrap a large library and are loaded by `import()` on first use. Each becomes a bundle of its own, so
 * that `activate` does not pay for it. Source file to name in dist/.
 * @type {ReadonlyMap<string, string>}
 */
const loadedOnFirstUse = new Map([
  [join(root, 'src', 'app.ts'), 'app'],
  [join(root, 'src', 'node', 'http', 'undici.ts'), 'undici'],
  [join(root, 'src', 'node', 'msal.ts'), 'msal'],
]);

/** The Node of the oldest VS Code that the manifest allows. */
const target = 'node22.19';

/**
 * Turns `import()` of a separately bundled module into a reference to its bundle.
 * @type {esbuild.Plugin}
 */
export const leafBundles = {
  name: 'leaf-bundles',
  setup(build) {
    const names = [...loadedOnFirstUse.values()].join('|');
    build.onResolve({ filter: new RegExp(`/(${names})\\.ts$`) }, (args) => {
      const name = loadedOnFirstUse.get(resolve(args.resolveDir, args.path));
      if (name === undefined || args.kind === 'entry-point') {
        return undefined;
      }
      if (args.kind === 'dynamic-import') {
        return { path: `./${name}.cjs`, external: true };
      }
      return { errors: [{ text: `${args.path} is to be loaded by import() only, or activate would pay for it` }] };
    });
  },
};

/**
 * Leaves out what MSAL signs assertions with, a quarter of it: only clients with a secret or a certificate do that.
 * @type {esbuild.Plugin}
 */
const withoutAssertions = {
  name: 'without-assertions',
  setup(build) {
    build.onResolve({ filter: /^jsonwebtoken$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * Prints the lines that the problem matcher in .vscode/tasks.json waits for.
 * @type {esbuild.Plugin}
 */
const watchLines = {
  name: 'watch-lines',
  setup(build) {
    build.onStart(() => print('[watch] build started'));
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        print(`[error] ${location?.file ?? ''}:${location?.line ?? 0}:${location?.column ?? 0}: ${text}`);
      }
      print('[watch] build finished');
    });
  },
};

/** @satisfies {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target,
  external: ['vscode'],
  // VS Code loads extensions with require; import() would bring in Node's second module loader for nothing.
  supported: { 'dynamic-import': false },
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
};

/**
 * The bundles of the extension.
 * @param {{ production: boolean, outdir?: string }} options
 * @returns {esbuild.BuildOptions & { metafile: true }}
 */
function extensionOptions({ production, outdir = 'dist' }) {
  return {
    ...common,
    entryPoints: {
      extension: 'src/extension.ts',
      ...Object.fromEntries([...loadedOnFirstUse].map(([file, name]) => [name, file])),
    },
    outdir,
    plugins: [leafBundles, withoutAssertions],
    minify: production,
    sourcemap: production ? 'external' : 'linked',
    sourcesContent: !production,
    metafile: true,
    // What Node sets where it bundles undici: leaves out its second parser, an experiment that nobody asks for here.
    define: { esbuildDetection: '1' },
  };
}

/**
 * How something else than the extension is bundled with parts of it, exactly as those are shipped.
 * @param {{ entry: string, outdir: string }} what
 * @returns {esbuild.BuildOptions}
 */
export function bundleOptions({ entry, outdir }) {
  const options = extensionOptions({ production: true, outdir });
  const leaves = [...loadedOnFirstUse].filter(([, name]) => name !== 'app').map(([file, name]) => [name, file]);
  return { ...options, entryPoints: { [basename(entry, '.ts')]: entry, ...Object.fromEntries(leaves) } };
}

/**
 * Builds as it is shipped.
 * @param {string} [outdir] emptied first
 * @returns {Promise<{ table: string, overBudget?: string }>} what the bundles consist of, and the budget that is passed
 */
export async function buildProduction(outdir = 'dist') {
  await rm(join(root, outdir), { recursive: true, force: true });
  const { metafile } = await esbuild.build(extensionOptions({ production: true, outdir }));
  await mkdir(join(root, 'out'), { recursive: true });
  await writeFile(join(root, 'out', 'meta.json'), JSON.stringify(metafile));
  const bytes = Object.entries(metafile.outputs).find(([file]) => file.endsWith('/extension.cjs'))?.[1].bytes ?? 0;
  const overBudget = `extension.cjs has ${bytes} bytes; ${budgets.activationCode} are allowed`;
  return { table: table(metafile), ...(bytes > budgets.activationCode ? { overBudget } : {}) };
}

/** Builds the tests of test/host as one bundle: the extension host would load what they share once for each file. */
export async function buildHostTests() {
  const outdir = join(root, 'out', 'host');
  await rm(outdir, { recursive: true, force: true });
  const folder = join(root, 'test', 'host');
  // What an extension does before its first command shows only once.
  const isFirst = (/** @type {string} */ name) => name.startsWith('activation');
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.test.ts'))
    .toSorted((one, other) => Number(isFirst(other)) - Number(isFirst(one)) || one.localeCompare(other));
  // Becomes stdin.cjs.
  const stdin = { contents: files.map((name) => `import './${name}';`).join('\n'), resolveDir: folder };
  await buildForHost({ entryPoints: [join(folder, 'index.ts')], stdin, outdir });
}

/**
 * Builds something of the tests that the extension host loads.
 * @param {Pick<esbuild.BuildOptions, 'entryPoints' | 'stdin' | 'outdir'>} what
 */
export async function buildForHost(what) {
  await esbuild.build({
    ...common,
    ...what,
    // The simulator's libraries load files that lie beside their code.
    external: [...common.external, 'mocha', '@napi-rs/canvas', 'excelize-wasm'],
    define: { 'import.meta.resolve': 'resolveImport' },
    banner: { js: "const resolveImport = (name) => require('node:url').pathToFileURL(require.resolve(name)).href;" },
    sourcemap: 'linked',
  });
}

/**
 * What the bundles consist of, largest first.
 * @param {esbuild.Metafile} metafile
 */
function table(metafile) {
  const lines = [];
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (!file.endsWith('.cjs')) {
      continue;
    }
    lines.push(`${kilobytes(output.bytes)}  ${file}`);
    const inputs = Object.entries(output.inputs).map(([input, { bytesInOutput }]) => ({ input, bytesInOutput }));
    inputs.sort((left, right) => right.bytesInOutput - left.bytesInOutput);
    for (const { input, bytesInOutput } of inputs.slice(0, 10)) {
      lines.push(`  ${kilobytes(bytesInOutput)}  ${input}`);
    }
  }
  return lines.join('\n');
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      production: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      'host-tests': { type: 'boolean', default: false },
    },
  });
  if (values['host-tests']) {
    return buildHostTests();
  }
  if (values.production) {
    const { table: report, overBudget } = await buildProduction();
    print(report);
    if (overBudget !== undefined) {
      throw new Error(overBudget);
    }
    return;
  }
  const options = extensionOptions({ production: false });
  if (values.watch) {
    const context = await esbuild.context({
      ...options,
      plugins: [...(options.plugins ?? []), watchLines],
      logLevel: 'silent',
    });
    return context.watch();
  }
  await esbuild.build(options);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    // esbuild has already said which file and line.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
