import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Simulator } from './simulator.ts';

export function isControl(request: IncomingMessage): boolean {
  return request.url?.startsWith('/_sim/') === true;
}

export async function handleControl(
  simulator: Simulator,
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ graphUrl: simulator.graphUrl }));
}
