import type { CheckServices, Handshake, NetworkProbe } from '../../src/diagnosis/ports.ts';
import type { Outcome, Route, StepId } from '../../src/diagnosis/model.ts';
import type { Check, Notes } from '../../src/diagnosis/step.ts';
import { GraphClient } from '../../src/graph/client.ts';
import type { Cloud } from '../../src/graph/clouds.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import type { TokenSource } from '../../src/graph/tokens.ts';
import { clientParts } from './graphClient.ts';
import type { ClientParts } from './graphClient.ts';
import type { Reply } from './scriptedTransport.ts';
import { ScriptedTransport } from './scriptedTransport.ts';

/** The network as a test wants it: each part works until it is replaced. */
export class ScriptedProbe implements NetworkProbe {
  addresses: readonly string[] | Error = ['192.0.2.1', '192.0.2.2'];
  way: Route = { via: 'direct', why: 'none' };
  proxy: Error | undefined;
  greeting: Handshake | Error = { protocol: 'TLSv1.3', issuer: 'DigiCert Inc', trust: { by: 'public' } };
  /** What was asked, in order. */
  readonly asked: string[] = [];

  lookUp(host: string): Promise<readonly string[]> {
    this.asked.push(`lookUp ${host}`);
    return settled(this.addresses);
  }

  route(): Route {
    return this.way;
  }

  reachProxy(service: URL): Promise<void> {
    this.asked.push(`reachProxy ${service.host}`);
    return settled(this.proxy);
  }

  handshake(service: URL): Promise<Handshake> {
    this.asked.push(`handshake ${service.host}`);
    return settled(this.greeting);
  }
}

function settled<T>(value: T | Error): Promise<Exclude<T, Error>> {
  // What is no error is the value.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value as Exclude<T, Error>);
}

export interface ScriptedCheck extends Check {
  readonly services: CheckServices & Pick<ClientParts, 'clock' | 'log'>;
  readonly notes: Notes;
  readonly outcomes: Map<StepId, Outcome>;
  readonly transport: ScriptedTransport;
  readonly probe: ScriptedProbe;
}

export interface CheckOptions extends Partial<Pick<CheckServices, 'ways' | 'account' | 'authority'>> {
  readonly cloud?: Cloud;
  readonly tokens?: TokenSource;
}

/** A check whose requests are answered from a script; an account is signed in. */
export function scriptedCheck(script: readonly Reply[], options: CheckOptions = {}): ScriptedCheck {
  const { cloud = resolveCloud('global'), tokens, ...replaced } = options;
  const transport = new ScriptedTransport(...script);
  const parts = clientParts(transport, { cloud, ...(tokens && { tokens }) });
  const probe = new ScriptedProbe();
  const services = {
    ...parts,
    client: new GraphClient(parts),
    probe,
    ways: [{ name: 'own' as const, transport }],
    authority: () => `${cloud.authority}/common`,
    account: () =>
      Promise.resolve({ kind: 'msal' as const, label: 'megan@contoso.com', granted: ['Files.ReadWrite' as const] }),
    ...replaced,
  };
  return { services, notes: {}, outcomes: new Map(), transport, probe };
}

/** A check whose earlier steps worked. */
export function after(check: ScriptedCheck, ...steps: readonly StepId[]): ScriptedCheck {
  for (const step of steps) {
    check.outcomes.set(step, { state: 'ok', fact: { is: 'plain' } });
  }
  return check;
}
