import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { systemClock } from '../../src/base/clock.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import { startSimulator } from '../sim/index.ts';
import type { DriveKind, Simulator, SimulatorOptions } from '../sim/index.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { enterDeviceCode } from '../support/signInPages.ts';
import { signInByDeviceCode, signInWithToken } from './signIn.ts';
import type { SignedIn } from './signIn.ts';
import type { Target } from './target.ts';

export interface Simulated {
  readonly target: Target;
  readonly sim: Simulator;
  close(): Promise<void>;
}

/** A simulator to check, with a token of the least permission. End it. */
export async function simulatedTarget(drive: DriveKind, options: SimulatorOptions = {}): Promise<Simulated> {
  const sim = await startSimulator({ drive, store: 'hash', ...options });
  const authority = options.authority === undefined ? sim.graphUrl : sim.authority.url;
  const cloud = resolveCloud('custom', { graph: sim.graphUrl, authority });
  const transport = new HttpTransport();
  const parts = { transport, clock: systemClock, log: new MemoryLog() };
  const trusted = getCACertificates('default');
  const close = async (): Promise<void> => {
    setDefaultCACertificates(trusted);
    await transport.close();
    await sim.close();
  };
  const signIn = async (): Promise<SignedIn> => {
    if (options.authority === undefined) {
      return signInWithToken(sim.issueToken({ scopes: ['Files.ReadWrite'] }), parts);
    }
    const { clientId, ca } = sim.authority;
    setDefaultCACertificates([...trusted, ca]);
    const registration = { clientId, tenant: 'common' };
    const pages = Promise.withResolvers<string>();
    const [signedIn] = await Promise.all([
      signInByDeviceCode(
        cloud,
        registration,
        ({ page, userCode }) => pages.resolve(enterDeviceCode(page, userCode, { ca })),
        parts,
        AbortSignal.timeout(60_000),
      ),
      pages.promise,
    ]);
    return signedIn;
  };
  try {
    const { tokens, scopes } = await signIn();
    const target: Target = {
      service: 'simulator',
      cloud,
      tokens,
      scopes,
      transport,
      clock: systemClock,
      secondPlace: undefined,
    };
    return { target, sim, close };
  } catch (error) {
    await close();
    throw error;
  }
}
