import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.js';
import { SetupError, makeOnce, npm } from './steps.js';

/** The Node that VS Code 1.139 ships. Everything runs under it, whatever the machine has. */
export const nodeMajor = 24;

/** The oldest Node that can start the set-up. */
const oldestMajor = 20;

/**
 * The npm package with the Node program for this machine. (The package named `node` is a script that installs it;
 * asking for it directly also works where npm does not run such scripts.)
 */
function packageName() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // Windows on ARM runs x64 programs.
  const arch = platform === 'win' ? 'x64' : process.arch;
  return `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${arch}`;
}

/** @param {string} folder */
function programIn(folder) {
  return join(folder, 'node_modules', packageName(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * The Node 24 program: the running one where it is 24 already, else one installed from the npm registry.
 * @returns {Promise<string>} its absolute path
 */
export async function ensureNode() {
  const running = Number(process.versions.node.split('.')[0]);
  if (running === nodeMajor) {
    return process.execPath;
  }
  if (running < oldestMajor) {
    throw new SetupError(
      `Node ${process.versions.node} is too old.`,
      `Install Node ${oldestMajor} or newer from https://nodejs.org.`,
    );
  }
  const folder = join(cache, `node-${nodeMajor}`);
  try {
    await makeOnce(
      folder,
      `Installing Node ${nodeMajor}`,
      (candidate) => existsSync(programIn(candidate)),
      async (candidate) => {
        writeFileSync(join(candidate, 'package.json'), '{ "private": true }\n');
        await npm(['install', '--ignore-scripts', '--no-save', `${packageName()}@${nodeMajor}`], candidate);
      },
    );
  } catch (error) {
    if (error instanceof SetupError && /E404|ETARGET/.test(error.message)) {
      throw new SetupError(error.message, `Install Node ${nodeMajor} from https://nodejs.org and run again with it.`);
    }
    throw error;
  }
  return programIn(folder);
}
