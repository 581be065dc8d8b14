/**
 * A strict local stand-in for the file part of Microsoft Graph, over real HTTP on loopback.
 *
 * ```ts
 * const sim = await startSimulator({ drive: 'business' });
 * const token = sim.issueToken();
 * // … let a client talk to sim.graphUrl …
 * assert.deepEqual(sim.violations, []);
 * await sim.close();
 * ```
 */
import { buildService } from './buildService.ts';
import type { Authority } from './authority/authority.ts';
import { handleControl, isControl } from './control.ts';
import { dispatch } from './http/dispatch.ts';
import { listen, listenOnLocalhost } from './http/listeners.ts';
import type { SimulatorOptions } from './options.ts';
import type { Service } from './service.ts';
import { Simulator } from './simulator.ts';

export type { Authority } from './authority/authority.ts';
export type { AuthorityFailure, AuthorityOptions, AuthorityRequest } from './authority/options.ts';
export type { LoggedRequest } from './http/requestLog.ts';
export type { RouteName } from './http/routeNames.ts';
export type { Behaviours, DriveKind, Shaping, SimulatorOptions, StoreOption, ThrottleOption } from './options.ts';
export type { FaultAction, FaultSpec, FaultTrigger, RangesForm } from './rules/faultSpec.ts';
export type { Leniency, Violation, ViolationRule } from './rules/violations.ts';
export type { SeedContent } from './seeding.ts';
export type { SimItem } from './simItem.ts';
export type { DriveInfo, OpenSession } from './info.ts';
export type { TokenRequest } from './tokens.ts';
export type { WorkbookOption } from './workbook/options.ts';
export type { StoredWorkbook } from './workbook/storedWorkbook.ts';
export { quickXorHash, QuickXorHash } from './store/quickXorHash.ts';
export { Simulator };

interface RunningAuthority {
  readonly authority: Authority;
  close(): Promise<void>;
}

/** Loads the library for it only when somebody asks. */
async function authorityFor(
  { authority }: SimulatorOptions,
  service: Service,
  graphUrl: string,
): Promise<RunningAuthority | undefined> {
  if (authority === undefined) {
    return undefined;
  }
  const { startAuthority } = await import('./authority/startAuthority.ts');
  return startAuthority(service, graphUrl, authority === true ? {} : authority);
}

/** Starts a simulator with two listeners on loopback, and a third one to sign in when asked. @throws Error when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const lifetime = new AbortController();
  const service = buildService(options, lifetime.signal);
  const running = new Set<Promise<void>>();
  const run = (work: Promise<void>): void => {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  };
  const scheme = options.tls === undefined ? 'http' : 'https';
  const upload = await listenOnLocalhost(
    (request, response) => run(dispatch(service, 'upload', request, response)),
    options.tls,
  );
  service.uploadOrigin = `${scheme}://localhost:${upload.port}`;
  const started = Promise.withResolvers<Simulator>();
  const graph = await listen(
    (request, response) => {
      if (isControl(request)) {
        run(started.promise.then((simulator) => handleControl(simulator, request, response)));
      } else {
        run(dispatch(service, 'graph', request, response));
      }
    },
    { host: '127.0.0.1', port: options.port ?? 0 },
    options.tls,
  ).catch(async (error: unknown) => {
    await upload.close();
    service.store.close();
    throw error;
  });
  const graphUrl = `${scheme}://127.0.0.1:${graph.port}`;
  let authority: RunningAuthority | undefined;
  const close = async (): Promise<void> => {
    lifetime.abort();
    await Promise.all([graph.close(), upload.close(), authority?.close()]);
    await Promise.allSettled(running);
    service.sessions.close();
    service.store.close();
  };
  try {
    authority = await authorityFor(options, service, graphUrl);
  } catch (error) {
    await close();
    throw error;
  }
  const simulator = new Simulator(service, graphUrl, authority?.authority, close);
  started.resolve(simulator);
  return simulator;
}
