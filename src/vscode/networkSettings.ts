import type { Memento } from 'vscode';
import { workspace } from 'vscode';
import type { NetworkSettings } from '../graph/network.ts';

const proxySupports: readonly NetworkSettings['proxySupport'][] = ['off', 'on', 'override', 'fallback'];

/** VS Code's own settings of the network, as they are now (code.visualstudio.com/docs/setup/network). */
function networkSettings(): NetworkSettings {
  const http = workspace.getConfiguration('http');
  const support = http.get<unknown>('proxySupport');
  const noProxy = http.get<unknown>('noProxy');
  const authorization = http.get<unknown>('proxyAuthorization');
  return {
    proxy: textOf(http.get<unknown>('proxy')),
    noProxy: Array.isArray(noProxy) ? noProxy.map(textOf) : [],
    proxySupport: proxySupports.find((known) => known === support) ?? 'override',
    // Only a plain "no" turns verification off.
    strictTls: http.get<unknown>('proxyStrictSSL') !== false,
    ...(textOf(authorization) !== '' && { proxyAuthorization: textOf(authorization) }),
    systemCertificates: http.get<unknown>('systemCertificates') !== false,
  };
}

const detoursKey = 'onedrive.detours';

/** The network as VS Code has it. */
export interface HostNetwork {
  readonly settings: () => NetworkSettings;
  /** Where it is kept for which hosts, in which network, only VS Code's own `fetch` gets through. */
  readonly store: { read(): unknown; write(value: unknown): Promise<void> };
  /** VS Code's own, looked up when it is used: Node loads a client of its own for it. */
  readonly fetch: typeof fetch;
}

export function hostNetwork(globalState: Memento): HostNetwork {
  return {
    settings: networkSettings,
    store: {
      read: () => globalState.get<unknown>(detoursKey),
      write: async (value) => {
        await globalState.update(detoursKey, value);
      },
    },
    fetch: (...request) => globalThis.fetch(...request),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
