import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from './cliOptions.ts';
import { DAY } from './clock.ts';
import { CONTROL, FAULTS, USAGE } from './help.ts';
import { type Simulator, startSimulator } from './index.ts';

const YEAR_IN_SECONDS = (365 * DAY) / 1_000;
const SAMPLE_FOLDERS = ['/Documents', '/Pictures', '/Reports/2025', '/Reports/2026'];

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes the authority's certificate where curl and Node (NODE_EXTRA_CA_CERTS) can read it. */
async function keepCertificate(simulator: Simulator): Promise<{ caFile: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-sim-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, simulator.authority.ca);
  return { caFile, remove: () => rm(folder, { recursive: true, force: true }) };
}

function announce(simulator: Simulator, json: boolean, caFile: string | undefined): void {
  const token = simulator.issueToken({ expiresInSeconds: YEAR_IN_SECONDS });
  const [drive] = simulator.drives;
  if (json) {
    const { graphUrl } = simulator;
    const signIn = caFile !== undefined && {
      authority: simulator.authority.url,
      clientId: simulator.authority.clientId,
      caFile,
    };
    print(JSON.stringify({ graphUrl, token, driveId: drive?.id, ...signIn }));
    return;
  }
  print(`Graph root:  ${simulator.graphUrl}`);
  print(`Account:     ${simulator.defaultAccount} (${drive?.kind ?? ''} drive)`);
  print(`Token:       ${token}`);
  if (caFile !== undefined) {
    const { url, clientId, tenantId } = simulator.authority;
    print(`Authority:   ${url}`);
    print(`Client id:   ${clientId}`);
    print(`Tenant:      common, organizations or consumers, ${tenantId}`);
    print(`Certificate: ${caFile}`);
  }
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
  const certificate = simulator.hasAuthority ? await keepCertificate(simulator) : undefined;
  announce(simulator, json, certificate?.caFile);
  const stop = (): void => {
    void Promise.all([simulator.close(), certificate?.remove()]);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nTry --help.\n`);
  process.exitCode = 2;
}
