import type { IncomingMessage, ServerResponse } from 'node:http';
import { makeAuthority } from '../../support/certificate.ts';
import { type Listener, listen, listenOnLocalhost } from '../http/listeners.ts';
import type { Service } from '../service.ts';
import { Authority } from './authority.ts';
import { Front } from './front.ts';
import { signingKey } from './keys.ts';
import type { AuthorityOptions } from './options.ts';
import { makeProvider } from './provider.ts';
import { AuthorityState } from './state.ts';
import { AuthorityStore } from './store.ts';
import { Tenants } from './tenants.ts';

/** Of no real application. */
const CLIENT_ID = '5e551045-51b1-4c0d-a1de-0d51b5e55104';

/** Starts the authority beside Graph. @throws Error when the port is taken. */
export async function startAuthority(
  service: Service,
  graphUrl: string,
  options: AuthorityOptions,
): Promise<{ authority: Authority; close(): Promise<void> }> {
  const certificates = makeAuthority();
  const tenants = new Tenants(service.world);
  const state = new AuthorityState(
    service,
    { store: new AuthorityStore(), tenants },
    {
      clientId: options.clientId ?? CLIENT_ID,
      appName: options.appName ?? 'OneDrive Sessions',
      devicePollSeconds: options.devicePollSeconds ?? 1,
      accessTokenSeconds: options.accessTokenSeconds ?? 3_600,
      refreshTokens: options.refreshTokens ?? 'rotate',
    },
  );
  for (const upn of [service.world.defaultAccount, ...(options.accounts ?? [`grace@${tenants.domain}`])]) {
    service.world.user(upn);
  }
  const key = await signingKey();
  const ready = Promise.withResolvers<Front>();
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    void ready.promise
      .then((front) => front.handle(request, response))
      .catch((error: unknown) => {
        if (response.headersSent || response.destroyed) {
          response.destroy();
        } else {
          response.writeHead(500).end(`The simulator failed: ${String(error)}`);
        }
      });
  };
  const tls = certificates.issue(['localhost', '127.0.0.1']);
  const listener: Listener =
    options.port === undefined || options.port === 0
      ? await listenOnLocalhost(handler, tls)
      : await listen(handler, { host: '127.0.0.1', port: options.port }, tls);
  state.url = `https://localhost:${listener.port}`;
  state.graphUrl = graphUrl;
  service.challenges.authorizationUri = `${state.url}/common/oauth2/authorize`;
  const provider = makeProvider(state, { signingKey: key, deviceCodeSeconds: options.deviceCodeSeconds ?? 900 });
  ready.resolve(new Front(state, provider));
  return { authority: new Authority(state, certificates.ca), close: () => listener.close() };
}
