import { type Import, type Sources, findCycles, importsOf, withoutComments } from './imports.ts';

/** The layers of src, by folder: what each may import beside itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  graph: ['base'],
  upload: ['base', 'graph'],
  workbook: ['base', 'graph'],
  auth: ['base', 'graph'],
  diagnosis: ['base', 'graph', 'auth'],
  node: ['base', 'graph', 'upload', 'workbook', 'auth', 'diagnosis'],
  vscode: ['base', 'graph', 'upload', 'workbook', 'auth', 'diagnosis', 'contributions.ts'],
  'contributions.ts': [],
  composition: ['base', 'graph', 'upload', 'workbook', 'auth', 'diagnosis', 'node', 'vscode', 'contributions.ts'],
  'app.ts': ['composition', 'base', 'node', 'vscode', 'contributions.ts'],
  'extension.ts': ['app.ts', 'vscode'],
};

/** Who may use `vscode`, and who the modules of Node. */
const usersOfVscode = ['vscode', 'composition', 'app.ts', 'extension.ts'];
const usersOfNode = ['node', 'composition'];

/** The one file that may import a package, and the form that the import must have. */
const homes: Readonly<Record<string, { file: string; form: RegExp; why: string }>> = {
  '@azure/msal-node': { file: 'src/node/msal.ts', form: /^@azure\/msal-node$/, why: 'it is large' },
  undici: {
    file: 'src/node/http/undici.ts',
    form: /^undici\/lib\//,
    why: 'its index changes fetch for every extension in the host',
  },
  'csv-parse': { file: 'src/workbook/grid/csv.ts', form: /^csv-parse\/sync$/, why: 'texts are in memory' },
  'csv-stringify': { file: 'src/workbook/grid/csv.ts', form: /^csv-stringify\/sync$/, why: 'texts are in memory' },
  ignore: { file: 'src/upload/batch/folderRules.ts', form: /^ignore$/, why: 'it is one file' },
  picomatch: {
    file: 'src/upload/batch/folderRules.ts',
    form: /^picomatch\/posix\.js$/,
    why: 'paths have slashes on every system',
  },
};

/** Calls that only their own file may make, so that tests can replace what is behind them. */
const reserved: readonly { pattern: RegExp; files: readonly string[]; name: string }[] = [
  {
    name: 'the clock',
    pattern:
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bset(?:Timeout|Interval|Immediate)\(|\bAbortSignal\.timeout\(/,
    files: ['src/base/clock.ts'],
  },
  {
    name: 'chance',
    pattern: /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bgetRandomValues\(/,
    files: ['src/base/random.ts'],
  },
  { name: 'registerCommand', pattern: /\bregister(?:TextEditor)?Command\(/, files: ['src/vscode/shell.ts'] },
  { name: 'setContext', pattern: /['"]setContext['"]/, files: ['src/vscode/context.ts'] },
];

const longestFile = 300;

/** Everything that breaks a rule of the layers, one line for each. */
export function violationsOf(sources: Sources): string[] {
  const imports = importsOf(sources);
  return [
    ...imports.flatMap((item) => brokenBy(item).map((rule) => `${item.from} imports ${item.to}: ${rule}`)),
    ...findCycles(imports).map((cycle) => `import cycle: ${cycle.join(' → ')}`),
    ...[...sources].flatMap(([file, source]) => textViolations(file, source)),
  ];
}

function brokenBy(item: Import): string[] {
  if (item.from.startsWith('test/')) {
    return brokenByTest(item);
  }
  const layer = layerOf(item.from);
  if (layer === undefined) {
    return [];
  }
  return item.isPackage ? brokenByPackage(item, layer) : brokenByFile(item, layer);
}

function brokenByFile(item: Import, layer: string): string[] {
  if (!item.to.startsWith('src/')) {
    return ['the product imports nothing from outside src'];
  }
  const target = layerOf(item.to) ?? item.to;
  if (target === layer || mayImport[layer]?.includes(target) === true) {
    return [];
  }
  return [`${layer} may not know ${target}`];
}

function brokenByPackage({ from, to, dynamic }: Import, layer: string): string[] {
  if (to === 'vscode') {
    return usersOfVscode.includes(layer) ? [] : ['only the user interface may know vscode'];
  }
  if (to.startsWith('node:')) {
    return usersOfNode.includes(layer) ? [] : ['only src/node may know Node'];
  }
  const home = homes[packageName(to)];
  if (home === undefined) {
    return ['the product does not use this package'];
  }
  // A declaration file describes the package's files; it imports nothing when the code runs.
  if (from !== home.file && !from.endsWith('.d.ts')) {
    return [`only ${home.file} may import it`];
  }
  return home.form.test(to) && !dynamic ? [] : [`not in this form: ${home.why}`];
}

function brokenByTest({ from, to }: Import): string[] {
  const isSimulator = from.startsWith('test/sim/') && !from.startsWith('test/sim/test/');
  return isSimulator && to.startsWith('src/') ? ['the simulator judges the product and shares nothing with it'] : [];
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The first name below src; undefined for what is not in src. */
function layerOf(file: string): string | undefined {
  const [top, layer] = file.split('/');
  return top === 'src' ? layer : undefined;
}

function textViolations(file: string, source: string): string[] {
  const found: string[] = [];
  const lines = source.split('\n').length - 1;
  if (lines > longestFile) {
    found.push(`${file} has ${lines} lines; ${longestFile} are allowed`);
  }
  const layer = layerOf(file);
  if (layer === undefined) {
    return found;
  }
  if (!(layer in mayImport)) {
    found.push(`${file} belongs to no layer`);
  }
  const code = withoutComments(source);
  for (const { name, pattern, files } of reserved) {
    if (pattern.test(code) && !files.includes(file)) {
      found.push(`${file} uses ${name}; only ${files.join(', ')} may`);
    }
  }
  return found;
}
