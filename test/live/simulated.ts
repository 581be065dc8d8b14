import { systemClock } from '../../src/base/clock.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import { startSimulator } from '../sim/index.ts';
import type { DriveKind, Simulator, SimulatorOptions } from '../sim/index.ts';
import type { Target } from './target.ts';

const scopes = ['Files.ReadWrite'];

/** A simulator to check, with a token of the least permission. */
export async function simulatedTarget(
  drive: DriveKind,
  options: SimulatorOptions = {},
): Promise<{ readonly target: Target; readonly sim: Simulator }> {
  const sim = await startSimulator({ drive, store: 'hash', ...options });
  const token = sim.issueToken({ scopes });
  const target: Target = {
    service: 'simulator',
    cloud: resolveCloud('custom', { graph: sim.graphUrl, authority: sim.graphUrl }),
    tokens: {
      getToken: (_signal, demand) =>
        demand === undefined ? Promise.resolve(token) : Promise.reject(new SignInRequiredError('rejected')),
    },
    scopes,
    transport: new HttpTransport(),
    clock: systemClock,
    secondPlace: undefined,
  };
  return { target, sim };
}
