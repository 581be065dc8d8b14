import { isJsonObject } from '../base/json.ts';
import { isLoopback } from './hosts.ts';

export type CloudId = 'global' | 'usGovL4' | 'usGovL5' | 'china' | 'custom';

/** A Microsoft cloud: tokens and data of one never work in another. */
export interface Cloud {
  readonly id: CloudId;
  /** Origin of Microsoft Graph, without a path. */
  readonly graph: string;
  /** Origin (or issuer address) of the sign-in service. */
  readonly authority: string;
}

/** What is wrong with the addresses of a custom cloud. */
export type CloudProblem = 'unknownCloud' | 'missing' | 'notAnAddress' | 'notHttps' | 'credentials' | 'path' | 'query';

export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly problem: CloudProblem;
  readonly field: 'graph' | 'authority';

  constructor(problem: CloudProblem, field: 'graph' | 'authority') {
    super(`custom cloud: ${field}: ${problem}`);
    this.problem = problem;
    this.field = field;
  }
}

/** Source: learn.microsoft.com/graph/deployments. */
const knownClouds: Readonly<Record<Exclude<CloudId, 'custom'>, Omit<Cloud, 'id'>>> = {
  global: { graph: 'https://graph.microsoft.com', authority: 'https://login.microsoftonline.com' },
  usGovL4: { graph: 'https://graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
  usGovL5: { graph: 'https://dod-graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
  china: { graph: 'https://microsoftgraph.chinacloudapi.cn', authority: 'https://login.chinacloudapi.cn' },
};

/**
 * The cloud for a setting.
 * @param custom value of the setting for the addresses of a custom cloud, whatever the user wrote there.
 * @throws {CloudError} when the addresses of a custom cloud cannot be used.
 */
export function resolveCloud(id: CloudId, custom?: unknown): Cloud {
  if (id !== 'custom') {
    // Settings are what the user wrote, whatever their type says.
    if (!Object.hasOwn(knownClouds, id)) {
      throw new CloudError('unknownCloud', 'graph');
    }
    return { id, ...knownClouds[id] };
  }
  const fields = isJsonObject(custom) ? custom : {};
  const graph = checkedAddress(fields['graph'], 'graph');
  if (graph.pathname !== '/') {
    throw new CloudError('path', 'graph');
  }
  const authority = checkedAddress(fields['authority'], 'authority');
  return { id, graph: graph.origin, authority: authority.href.replace(/\/$/u, '') };
}

function checkedAddress(value: unknown, field: 'graph' | 'authority'): URL {
  if (value === undefined || value === null || value === '') {
    throw new CloudError('missing', field);
  }
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw new CloudError('notAnAddress', field);
  }
  const url = new URL(value);
  const isPlainLoopback = url.protocol === 'http:' && isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !isPlainLoopback) {
    throw new CloudError('notHttps', field);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CloudError('credentials', field);
  }
  if (url.search !== '' || url.hash !== '') {
    throw new CloudError('query', field);
  }
  return url;
}
