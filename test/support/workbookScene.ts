import { orAborted } from '../../src/base/abort.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import type { Cloud } from '../../src/graph/clouds.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import type { WorkbookRequest } from '../../src/graph/workbook/channel.ts';
import type { WorkbookFile, WorkbookServices } from '../../src/workbook/model.ts';
import type { OpenWorkbook } from '../../src/workbook/session/openWorkbook.ts';
import { OpenWorkbooks } from '../../src/workbook/session/openWorkbooks.ts';
import { clientParts } from './graphClient.ts';
import { ManualClock } from './manualClock.ts';
import { MemoryLog } from './memoryLog.ts';
import { MemoryText } from './memoryText.ts';
import { lostConnection, responseOf, ScriptedTransport } from './scriptedTransport.ts';
import type { PlainReply, Reply } from './scriptedTransport.ts';
import { settle } from './settle.ts';

export const never = new AbortController().signal;

export const book: WorkbookFile = { driveId: 'b!x', itemId: '01A', name: 'Budget.xlsx', driveType: 'business' };

/** The answer that makes a session. */
export function made(id: string, persistChanges = true): PlainReply {
  return { status: 201, json: { id, persistChanges } };
}

export const done: PlainReply = { status: 204 };

/** An answer with data. */
export function answer(json: unknown): PlainReply {
  return { status: 200, json };
}

export function refusal(status: number, ...codes: readonly string[]): PlainReply {
  const [code, ...inner] = codes;
  const innerError = inner.length === 0 ? undefined : { code: inner[0] };
  return { status, json: { error: { code, innerError } } };
}

export const lostConnectionReply: Reply = lostConnection();

export const ended = refusal(404, 'InvalidSession', 'invalidSessionReCreatable');

/** A reply that comes when the test says so, or never: then it ends with the request's signal. */
export function held(reply: PlainReply): {
  readonly reply: Reply;
  readonly release: () => void;
} {
  const gate = Promise.withResolvers<void>();
  return {
    release: gate.resolve,
    reply: async (_request, signal) => {
      await orAborted(gate.promise, signal);
      return responseOf(reply);
    },
  };
}

/** Reads sheets. */
export const reading: WorkbookRequest<unknown> = {
  method: 'GET',
  label: 'workbook worksheets',
  path: 'worksheets',
  read: (json) => json,
};

/** Writes cells. */
export const writing: WorkbookRequest<unknown> = {
  method: 'PATCH',
  label: 'workbook range',
  path: 'range',
  json: { values: [[1]] },
  read: (json) => json,
};

/** A window with workbooks, whose service answers from a script and whose time the test moves. */
export class WorkbookScene implements WorkbookServices {
  readonly clock = new ManualClock();
  readonly log = new MemoryLog();
  readonly script: ScriptedTransport;
  readonly records: MemoryText;
  readonly random: WorkbookServices['random'];
  cloud: Cloud = resolveCloud('global');
  current: string | undefined = 'ada';
  readonly workbooks: OpenWorkbooks;
  readonly #parts: ReturnType<typeof clientParts>;

  constructor(replies: readonly Reply[], records = new MemoryText()) {
    this.script = new ScriptedTransport(...replies);
    this.records = records;
    this.#parts = clientParts(this.script);
    this.random = this.#parts.random;
    this.workbooks = new OpenWorkbooks(this, this.records);
  }

  readonly client = (): GraphClient =>
    new GraphClient({
      ...this.#parts,
      cloud: this.cloud,
      clock: this.clock,
      governor: new HostGovernor(this.clock),
      log: this.log,
    });

  readonly account = (): string | undefined => this.current;

  /** What was sent: `PATCH range s1`, with the session that it was in. */
  get sent(): string[] {
    return this.script.requests.map(({ method, url, headers }) =>
      [method, url.split('/').at(-1), headers['workbook-session-id'] ?? ''].join(' ').trim(),
    );
  }

  /** An open workbook. */
  open(persistChanges = true): Promise<OpenWorkbook> {
    return this.settled(this.workbooks.open(book, persistChanges, never));
  }

  /** Lets so much time pass, second by second. */
  async passes(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1000) {
      await settle();
      this.clock.advance(Math.min(1000, left));
    }
    await settle();
  }

  /** Lets time pass until a promise is settled, a quarter of an hour at most. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    const state = { open: true };
    const end = (): void => {
      state.open = false;
    };
    promise.then(end, end);
    await settle();
    for (let second = 0; state.open && second < 900; second++) {
      this.clock.advance(1000);
      await settle();
    }
    return promise;
  }
}

/** A window with an open persistent workbook, in the session `s1`. */
export async function opened(...replies: readonly Reply[]): Promise<{ scene: WorkbookScene; workbook: OpenWorkbook }> {
  const scene = new WorkbookScene([made('s1'), ...replies]);
  return { scene, workbook: await scene.open() };
}
