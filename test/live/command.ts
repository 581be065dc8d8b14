import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { defaultHttpLimits, HttpTransport } from '../../src/node/http/httpTransport.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { errorWords } from './outcome.ts';
import { readOptions, usage } from './options.ts';
import type { LiveOptions } from './options.ts';
import { countsOf, renderReport } from './report.ts';
import { runLive } from './run.ts';
import { signInByDeviceCode, signInWithToken } from './signIn.ts';
import type { SignedIn } from './signIn.ts';
import { simulatedTarget } from './simulated.ts';
import type { Target } from './target.ts';

const plan = `This signs in to OneDrive and, in a new folder of its own at the top of it,
  - uploads files of 0 bytes, 1,000 bytes, 12 MiB and 100 MiB, about 170 MiB altogether, and compares their hashes,
  - interrupts an upload and resumes it, takes names while files are sent, commits a file later,
  - opens and closes sessions of small workbooks.
It takes some minutes. At the end it removes the folder, for good or into the recycle bin, as OneDrive does it.
Nothing else is read or changed, and nothing is sent anywhere else. The report names no person, file or address of yours.`;

/** How a command reaches its user and the machine. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** Whether the answer to a question was yes. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Folder for the report. */
  readonly out: string;
}

/** @returns the exit code. */
export async function liveCommand(
  args: readonly string[],
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const { environment, say } = surroundings;
  let options: LiveOptions;
  try {
    options = readOptions(args, environment);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    say(usage);
    return 0;
  }
  say(options.folder === undefined ? plan : `${plan}\nA second folder is made and removed in the one of the link.`);
  if (!options.yes && !(await surroundings.confirm('Begin? (y/N) '))) {
    say('Nothing was done.');
    return 0;
  }
  let opened: Opened;
  try {
    opened = await open(options, surroundings, signal);
  } catch (error) {
    say(`The sign-in failed: ${errorWords(error)}.`);
    return 1;
  }
  try {
    return await check(opened.target, options.simulator !== undefined, surroundings, signal);
  } catch (error) {
    say(`Nothing could be made in OneDrive: ${errorWords(error)}.`);
    return 1;
  } finally {
    await opened.close();
  }
}

async function check(
  target: Target,
  isSimulator: boolean,
  { say, out }: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const { report, log } = await runLive(target, (title) => say(`  ${title}`), signal);
  const text = renderReport(report, new Date());
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'report.md'), text);
  await writeFile(join(out, 'requests.log'), `${log}\n`);
  say(`\n${text}\nThe same is in ${join(out, 'report.md')}; requests.log beside it has a line for each request.`);
  // The service may be another one than the simulator; the simulator may not.
  const failed = report.problems.length > 0 || (isSimulator && countsOf(report).differences > 0);
  return failed ? 1 : 0;
}

interface Opened {
  readonly target: Target;
  close(): Promise<void>;
}

async function open(options: LiveOptions, { environment, say }: Surroundings, signal: AbortSignal): Promise<Opened> {
  const { simulator, cloud, folder } = options;
  if (simulator !== undefined) {
    return simulatedTarget(simulator, { authority: true });
  }
  const log = new MemoryLog();
  const settings = {
    proxy: '',
    noProxy: [],
    proxySupport: 'fallback',
    strictTls: true,
    systemCertificates: true,
  } as const;
  const transport = new HttpTransport(systemClock, defaultHttpLimits, { settings: () => settings, environment, log });
  try {
    const { tokens, scopes } = await signedIn(options, { transport, clock: systemClock, log }, say, signal);
    const target = {
      service: `cloud ${cloud.id}`,
      cloud,
      tokens,
      scopes,
      transport,
      clock: systemClock,
      secondPlace: folder,
    };
    return { target, close: () => transport.close() };
  } catch (error) {
    await transport.close();
    throw error;
  }
}

function signedIn(
  { cloud, clientId, tenant, token }: LiveOptions,
  parts: Parameters<typeof signInWithToken>[1],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<SignedIn> {
  if (token !== undefined) {
    return signInWithToken(token, parts);
  }
  return signInByDeviceCode(
    cloud,
    { clientId: clientId ?? '', tenant },
    ({ userCode, page }) => say(`\nOpen ${page} in a browser, and type the code ${userCode}\n`),
    parts,
    signal,
  );
}
