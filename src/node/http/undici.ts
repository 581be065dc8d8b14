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

export type { Agent, AgentOptions, Connector, ResponseData };

/** What is used of the library. */
export type Undici = typeof undici;

export const undici = {
  createAgent: (options: AgentOptions): Agent => new Agent(options),

  /** Makes what opens TCP and TLS connections for an agent. */
  createConnector: (options: ConnectorOptions): Connector => buildConnector(options),

  send: (agent: Agent, options: RequestOptions): Promise<ResponseData> => request.call(agent, options),

  /** CONNECT: the answer, whatever its status, and the connection below it. */
  openTunnel: (agent: Agent, options: TunnelOptions): Promise<TunnelData> => connect.call(agent, options),
};
