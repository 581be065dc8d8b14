import { GraphClient } from '../../src/graph/client.ts';
import type { WorkbookChannel } from '../../src/graph/workbook/channel.ts';
import { sendInSession } from '../../src/graph/workbook/send.ts';
import { WorkbookSession } from '../../src/graph/workbook/session.ts';
import { clientParts } from './graphClient.ts';
import { ScriptedTransport } from './scriptedTransport.ts';
import type { Reply } from './scriptedTransport.ts';

const workbook = { driveId: 'b!x', itemId: '01A' };
const root = 'https://graph.microsoft.com/v1.0/drives/b!x/items/01A/workbook/';

export interface ScriptedChannel {
  readonly channel: WorkbookChannel;
  readonly script: ScriptedTransport;
  /** `GET worksheets?$select=id,name`: all requests below the workbook, decoded but for their path. */
  readonly sent: () => string[];
  /** The JSON of the last request. */
  readonly json: () => unknown;
}

/** The requests of a session, answered from a script. */
export function scriptedChannel(...replies: Reply[]): ScriptedChannel {
  const script = new ScriptedTransport(...replies);
  const parts = clientParts(script);
  const client = new GraphClient(parts);
  const place = { workbook, session: new WorkbookSession('s1', true) };
  return {
    channel: { workbook, request: (request, signal) => sendInSession(client, place, request, parts.clock, signal) },
    script,
    sent: () =>
      script.requests.map(({ method, url }) => {
        const [path = '', query] = url.replace(root, '').split('?');
        return `${method} ${path}${query === undefined ? '' : `?${decodeURIComponent(query)}`}`;
      }),
    json: () => JSON.parse(Buffer.from(script.last.body).toString()) as unknown,
  };
}
