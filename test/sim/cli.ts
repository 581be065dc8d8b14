import { readCommandLine } from './cliOptions.ts';
import { DAY } from './clock.ts';
import { CONTROL, FAULTS, USAGE } from './help.ts';
import { type Simulator, startSimulator } from './index.ts';

const YEAR_IN_SECONDS = (365 * DAY) / 1_000;
const SAMPLE_FOLDERS = ['/Documents', '/Pictures', '/Reports/2025', '/Reports/2026'];

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function announce(simulator: Simulator, json: boolean): void {
  const token = simulator.issueToken({ expiresInSeconds: YEAR_IN_SECONDS });
  const [drive] = simulator.drives;
  if (json) {
    print(JSON.stringify({ graphUrl: simulator.graphUrl, token, driveId: drive?.id }));
    return;
  }
  print(`Graph root:  ${simulator.graphUrl}`);
  print(`Account:     ${simulator.defaultAccount} (${drive?.kind ?? ''} drive)`);
  print(`Token:       ${token}`);
  print('');
  print(`Try:         curl -H "Authorization: Bearer TOKEN" ${simulator.graphUrl}/v1.0/me/drive/root/children`);
  print(`Control:     curl ${simulator.graphUrl}/_sim/`);
  print('Stop with Ctrl+C.');
}

async function main(): Promise<void> {
  const { simulator: options, faults, empty, json, help } = readCommandLine(process.argv.slice(2));
  if (help) {
    print([USAGE, FAULTS, CONTROL].join('\n'));
    return;
  }
  const simulator = await startSimulator(options);
  for (const fault of faults) {
    simulator.faults.add(fault);
  }
  for (const folder of empty ? [] : SAMPLE_FOLDERS) {
    simulator.putItem(folder, { folder: true });
  }
  announce(simulator, json);
  const stop = (): void => {
    void simulator.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nTry --help.\n`);
  process.exitCode = 2;
}
