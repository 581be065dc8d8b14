import type { Memento } from 'vscode';
import type { TextStore } from '../../auth/ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Lease } from '../../upload/journal/ports.ts';
import type { WorkbookRecords } from '../../workbook/records.ts';

/** In the state of a workspace: under which name the workbooks are kept that its window has open. */
const stateKey = 'onedrive.workbooks';

/** A window that is loaded again may begin before its predecessor has ended. */
const claimEveryMs = 500;
const claimTimes = 12;

export interface KeptServices {
  /** Of this workspace. */
  readonly state: Memento;
  /** A place for one secret. */
  readonly secret: (key: string) => TextStore;
  /** So that of two windows with the same workspace one alone keeps its workbooks, and gets them back. */
  readonly claim: (id: string) => Promise<Lease | undefined>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'id'>;
}

/** Whether workbooks of this workspace were open when its window ended. */
export function hasOpenWorkbooks(state: Memento): boolean {
  return nameIn(state) !== undefined;
}

/** Keeps the open workbooks of this window for the window that comes after it. */
export class KeptWorkbooks implements WorkbookRecords {
  readonly #services: KeptServices;
  readonly #ended = new AbortController();
  #claim: Promise<{ readonly name: string; readonly lease: Lease | undefined }> | undefined;

  constructor(services: KeptServices) {
    this.#services = services;
  }

  async get(): Promise<string | undefined> {
    if (!hasOpenWorkbooks(this.#services.state)) {
      return undefined;
    }
    return (await this.#entry())?.get();
  }

  async store(text: string): Promise<void> {
    const entry = await this.#entry();
    await entry?.store(text);
  }

  async delete(): Promise<void> {
    if (this.#claim !== undefined || hasOpenWorkbooks(this.#services.state)) {
      const entry = await this.#entry();
      await entry?.delete();
      await (entry && this.#services.state.update(stateKey, undefined));
    }
  }

  /** Lets another window have them. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    await (await this.#claim)?.lease?.release();
  }

  /** `undefined` while another window with the same workspace has them. */
  async #entry(): Promise<TextStore | undefined> {
    const { state, secret } = this.#services;
    this.#claim ??= this.#take();
    const { name, lease } = await this.#claim;
    if (lease === undefined || lease.lost.aborted) {
      return undefined;
    }
    if (nameIn(state) !== name) {
      await state.update(stateKey, name);
    }
    return secret(`${stateKey}/${name}`);
  }

  async #take(): Promise<{ readonly name: string; readonly lease: Lease | undefined }> {
    const { state, claim, clock, random } = this.#services;
    const name = nameIn(state) ?? random.id();
    for (let left = claimTimes; ; left--) {
      const lease = await claim(`workbooks-${name}`);
      if (lease !== undefined || left === 0 || this.#ended.signal.aborted) {
        return { name, lease };
      }
      await clock.delay(claimEveryMs, this.#ended.signal).catch(() => {});
    }
  }
}

function nameIn(state: Memento): string | undefined {
  const name = state.get<unknown>(stateKey);
  return typeof name === 'string' && name !== '' ? name : undefined;
}
