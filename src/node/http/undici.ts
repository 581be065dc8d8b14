/**
 * The only importer of undici, by the files that are needed: its index puts an agent of its own into the slot that the
 * global `fetch` reads, and so changes `fetch` for everything else in the process (nodejs/undici documents the slot as
 * `Symbol.for('undici.globalDispatcher.1')`). Loaded on the first request, as a bundle of its own.
 */
import connect from 'undici/lib/api/api-connect.js';
import type { TunnelData, TunnelOptions } from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import type { RequestOptions, ResponseData } from 'undici/lib/api/api-request.js';
import buildConnector from 'undici/lib/core/connect.js';
import type { ConnectorOptions } from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { AgentOptions, Connector } from 'undici/lib/dispatcher/agent.js';

export type { Agent, AgentOptions, Connector, ConnectorOptions, RequestOptions, ResponseData };

export function createAgent(options: AgentOptions): Agent {
  return new Agent(options);
}

/** What opens TCP and TLS connections for an agent. */
export function createConnector(options: ConnectorOptions): Connector {
  return buildConnector(options);
}

export function send(agent: Agent, options: RequestOptions): Promise<ResponseData> {
  return request.call(agent, options);
}

/** CONNECT: the answer, whatever its status, and the connection below it. */
export function openTunnel(agent: Agent, options: TunnelOptions): Promise<TunnelData> {
  return connect.call(agent, options);
}
