import { isJsonObject, parseJson } from '../../base/json.ts';
import type { Random } from '../../base/random.ts';
import type { TextStore } from './ports.ts';

/** A text that this machine keeps in any case. */
export interface KeptText {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export interface ProbeParts {
  readonly kept: KeptText;
  readonly machineId: string;
  /** Another one whenever a window is reloaded. */
  readonly sessionId: string;
  readonly random: Random;
}

interface Probe {
  readonly value: string;
  readonly session: string;
}

/** People reach one machine from several others, each with secrets of its own. */
const most = 8;

/**
 * Finds out whether the system's secrets survive the reload of a window: a value is put there, and noted with the
 * session that put it there; a later session either finds it or does not.
 */
export class SecretProbe {
  readonly #parts: ProbeParts;

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  /** `undefined`: not yet known. Rejects when the secrets cannot be used. */
  async survives(secrets: TextStore): Promise<boolean | undefined> {
    const { kept, machineId, sessionId, random } = this.#parts;
    const key = `onedrive.probe/${machineId}`;
    const probes = parseProbes(await kept.read());
    const value = await secrets.get(key);
    const found = probes.find((probe) => probe.value === value);
    if (found) {
      return found.session === sessionId ? undefined : true;
    }
    const fresh: Probe = { value: random.id(), session: sessionId };
    await secrets.store(key, fresh.value);
    await kept.write(JSON.stringify([...probes, fresh].slice(-most)));
    return probes.length === 0 ? undefined : false;
  }
}

function parseProbes(text: string | undefined): readonly Probe[] {
  const json = parseJson(text ?? '');
  const entries: readonly unknown[] = Array.isArray(json) ? json : [];
  return entries.flatMap((entry) => {
    const { value, session } = isJsonObject(entry) ? entry : {};
    return typeof value === 'string' && typeof session === 'string' ? [{ value, session }] : [];
  });
}
