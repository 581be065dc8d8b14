// Starts a script of this project on any machine that has Node 20 or newer and npm:
//   node test/run/boot.js <script> [arguments]
// Installs what is missing (Node 24, the packages of package-lock.json), then runs the script under Node 24.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureDependencies } from './setup/dependencies.js';
import { ensureNode } from './setup/node.js';
import { root } from './setup/paths.js';
import { SetupError } from './setup/steps.js';

/**
 * The environment with the program's folder first on PATH, so that its own children find the same Node.
 * @param {string} node
 */
function environmentFor(node) {
  const environment = { ...process.env };
  // Windows names it Path, and treats names that differ in case as one.
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  environment[name] = `${dirname(node)}${delimiter}${environment[name] ?? ''}`;
  return environment;
}

/**
 * Runs the script to its end, handing on signals.
 * @param {string} node
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function start(node, script, args) {
  const child = spawn(node, [join(root, script), ...args], { cwd: root, stdio: 'inherit', env: environmentFor(node) });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('Usage: node test/run/boot.js <script> [arguments]\n');
  process.exitCode = 2;
} else {
  try {
    const node = await ensureNode();
    await ensureDependencies(node);
    process.exitCode = await start(node, script, args);
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    process.stderr.write(`\nSet-up failed: ${error.message}\n`);
    process.exitCode = 1;
  }
}
