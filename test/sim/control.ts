import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { AUTHORITY_CONTROLS } from './controlAuthority.ts';
import { WORKBOOK_CONTROLS } from './controlWorkbooks.ts';
import { type Call, type Control, required } from './controlCall.ts';
import { CONTROL } from './help.ts';
import { isObject, type JsonObject, numberAt, textAt } from './http/json.ts';
import type { Shaping } from './options.ts';
import { parseFaults } from './rules/parseFault.ts';
import type { SimItem } from './simItem.ts';
import type { Simulator } from './simulator.ts';

const CONTROLS: Readonly<Record<string, Control>> = {
  'GET /': () => CONTROL,
  'GET /info': ({ simulator }) => {
    const { graphUrl, uploadOrigin, defaultAccount, drives, sites, groups } = simulator;
    return { graphUrl, uploadOrigin, account: defaultAccount, drives, sites, groups };
  },
  'POST /token': ({ simulator, object }) => {
    const { expiresInSeconds, account, scopes } = object();
    return {
      token: simulator.issueToken({
        ...(typeof expiresInSeconds === 'number' ? { expiresInSeconds } : {}),
        ...(typeof account === 'string' ? { account } : {}),
        ...(Array.isArray(scopes) ? { scopes: scopes.map(String) } : {}),
      }),
    };
  },
  'DELETE /token': ({ simulator, object }) => simulator.revokeToken(required(object(), 'token')),
  'GET /faults': ({ simulator }) => simulator.faults.list,
  'POST /faults': ({ simulator, body }) => {
    for (const fault of parseFaults(body())) {
      simulator.faults.add(fault);
    }
    return simulator.faults.list;
  },
  'DELETE /faults': ({ simulator }) => simulator.faults.clear(),
  'GET /clock': ({ simulator }) => ({ now: simulator.clock.now() }),
  'POST /clock': ({ simulator, object }) => {
    simulator.clock.advance(numberAt(object(), 'advance') ?? 0);
    return { now: simulator.clock.now() };
  },
  'GET /violations': ({ simulator }) => simulator.violations,
  'DELETE /violations': ({ simulator }) => simulator.clearViolations(),
  'GET /requests': ({ simulator }) => simulator.requests,
  'DELETE /requests': ({ simulator }) => simulator.clearRequests(),
  'GET /sessions': ({ simulator }) => simulator.openSessions,
  'POST /sessions': ({ simulator, object }) => {
    const body = object();
    return { number: simulator.openForeignSession(required(body, 'path'), textAt(body, 'drive')) };
  },
  'GET /items': (call) => shown(existing(call)),
  'PUT /items': (call) => {
    const size = call.query.get('size');
    const content =
      call.query.get('folder') === 'true'
        ? { folder: true as const }
        : size === null
          ? call.bytes
          : { size: Number(size) };
    return shown(call.simulator.putItem(pathOf(call), content, driveOf(call)));
  },
  'DELETE /items': (call) => call.simulator.removeItem(pathOf(call), driveOf(call)),
  'GET /content': (call) => existing(call).content(),
  'POST /locks': ({ simulator, object }) => {
    const body = object();
    const path = required(body, 'path');
    if (body['locked'] === false) {
      return simulator.unlock(path, textAt(body, 'drive'));
    }
    return simulator.lock(path, body['form'] === 'legacy' ? 'legacy' : 'current', textAt(body, 'drive'));
  },
  'POST /quota': ({ simulator, object }) => {
    const body = object();
    const bytes = numberAt(body, 'bytes');
    if (bytes === undefined) {
      throw new Error('bytes is missing');
    }
    simulator.setQuota(bytes, textAt(body, 'drive'));
  },
  'POST /shares': ({ simulator, object }) => {
    const body = object();
    return shown(simulator.share(required(body, 'path'), required(body, 'with'), required(body, 'owner')));
  },
  'POST /shaping': ({ simulator, object }) => simulator.shape(readShaping(object())),
  'POST /reset': ({ simulator }) => simulator.reset(),
  ...AUTHORITY_CONTROLS,
  ...WORKBOOK_CONTROLS,
};

export function isControl(request: IncomingMessage): boolean {
  return request.url === '/_sim' || request.url?.startsWith('/_sim/') === true;
}

/** Answers a request of the control plane. Never rejects. */
export async function handleControl(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const control = CONTROLS[`${request.method} ${path.replace(/^\/_sim\/?/u, '/')}`];
  if (control === undefined) {
    send(response, 404, { error: 'There is no such control; GET /_sim/ lists them.' });
    return;
  }
  try {
    const bytes = await buffer(request);
    const body = (): unknown => JSON.parse(bytes.toString('utf8') || '{}');
    const object = (): JsonObject => {
      const value = body();
      if (!isObject(value)) {
        throw new Error('the body is not a JSON object');
      }
      return value;
    };
    send(response, 200, await control({ simulator, query: new URLSearchParams(query), bytes, body, object }));
  } catch (error) {
    send(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  if (typeof answer === 'string') {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(answer);
  } else if (Buffer.isBuffer(answer)) {
    response.writeHead(status, { 'Content-Type': 'application/octet-stream' }).end(answer);
  } else {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  }
}

function shown(item: SimItem): unknown {
  const { content: _, ...properties } = item;
  return properties;
}

function existing(call: Call): SimItem {
  const item = call.simulator.item(pathOf(call), driveOf(call));
  if (item === undefined) {
    throw new Error('there is nothing at that path');
  }
  return item;
}

function pathOf({ query }: Call): string {
  const path = query.get('path');
  if (path === null) {
    throw new Error('path is missing');
  }
  return path;
}

function driveOf({ query }: Call): string | undefined {
  return query.get('drive') ?? undefined;
}

/** Reads a Shaping; what is missing is not slowed down. */
export function readShaping(body: JsonObject): Shaping {
  const bytesPerSecond = numberAt(body, 'bytesPerSecond');
  const lineBytesPerSecond = numberAt(body, 'lineBytesPerSecond');
  const roundTripMs = numberAt(body, 'roundTripMs');
  const fragmentMs = numberAt(body, 'fragmentMs');
  return {
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(lineBytesPerSecond === undefined ? {} : { lineBytesPerSecond }),
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
    ...(fragmentMs === undefined ? {} : { fragmentMs }),
  };
}
