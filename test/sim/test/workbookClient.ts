import { sampleWorkbook } from '../../support/workbooks.ts';
import type { SimulatorOptions } from '../index.ts';
import { type Reply, type TestClient, useSimulator } from './client.ts';

const W = '/me/drive/root:/Book.xlsx:/workbook';

/** A workbook in a simulator and somebody who asks for its contents. */
export class WorkbookClient {
  readonly client: TestClient;

  constructor(client: TestClient) {
    this.client = client;
  }

  get sim(): TestClient['sim'] {
    return this.client.sim;
  }

  /** `path` is what follows `workbook/`. Without a session what is changed is saved. */
  ask(method: string, path: string, body?: object, session?: string, headers = {}): Promise<Reply> {
    const named = session === undefined ? {} : { 'workbook-session-id': session };
    return this.client.graph(method, `${W}/${path}`, body, { ...headers, ...named });
  }

  /** Opens a session; its id. */
  async open(persistChanges: boolean): Promise<string> {
    const reply = await this.ask('POST', 'createSession', { persistChanges });
    if (reply.status !== 201) {
      throw new Error(reply.text);
    }
    return reply.textAt('id');
  }

  /** One property of a range of a sheet, without a session unless one is given. */
  async range(sheet: string, address: string, property = 'values', session?: string): Promise<unknown> {
    const path = `worksheets('${encodeURIComponent(sheet.replaceAll("'", "''"))}')/range(address='${address}')`;
    const reply = await this.ask('GET', `${path}?$select=${property}`, undefined, session);
    return reply.at(property);
  }

  write(sheet: string, address: string, body: object, session?: string): Promise<Reply> {
    const path = `worksheets('${encodeURIComponent(sheet.replaceAll("'", "''"))}')/range(address='${address}')`;
    return this.ask('PATCH', path, body, session);
  }

  /** GET of an address that the service gave. */
  follow(url: string): Promise<Reply> {
    return this.client.send({ method: 'GET', url, headers: { Authorization: `Bearer ${this.client.token}` } });
  }
}

/** A fresh simulator with the sample workbook at `/Book.xlsx` for each test of a suite. */
export function useWorkbook(options: SimulatorOptions = {}): { readonly book: WorkbookClient } {
  const test = useSimulator(options);
  let bytes = new Uint8Array();
  before(async function () {
    this.timeout(60_000);
    bytes = Buffer.from(await sampleWorkbook());
  });
  beforeEach(() => {
    test.sim.putItem('/Book.xlsx', bytes);
  });
  return {
    get book() {
      return new WorkbookClient(test.client);
    },
  };
}
