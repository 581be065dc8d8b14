/**
 * The only importer of undici, by the files that are needed: its index puts an agent of its own into the slot that the
 * global `fetch` reads, and so changes `fetch` for everything else in the process (nodejs/undici documents the slot as
 * `Symbol.for('undici.globalDispatcher.1')`). Loaded on the first request, as a bundle of its own.
 */
import request from 'undici/lib/api/api-request.js';
import type { RequestOptions, ResponseData } from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { AgentOptions } from 'undici/lib/dispatcher/agent.js';

export type { Agent, AgentOptions, RequestOptions, ResponseData };

export function createAgent(options: AgentOptions): Agent {
  return new Agent(options);
}

export function send(agent: Agent, options: RequestOptions): Promise<ResponseData> {
  return request.call(agent, options);
}
