import { isAbort } from '../base/abort.ts';
import { isLoopback } from '../graph/hosts.ts';
import { blockedBy, failure, ok, warning } from './step.ts';
import type { Check, Step } from './step.ts';

/** Whether the name of the service can be turned into addresses. Behind a proxy that is the proxy's business. */
export const checkName: Step = async (check, signal) => {
  const { probe } = check.services;
  const service = serviceOf(check);
  const { hostname: host } = service;
  if (isLoopback(host) || isNumeric(host)) {
    return ok({ is: 'noLookup', host });
  }
  try {
    const addresses = await probe.lookUp(host, signal);
    return ok({ is: 'resolved', host, addresses: addresses.length });
  } catch (error) {
    if (isAbort(error, signal) || signal.aborted || probe.route(service).via === 'direct') {
      throw error;
    }
    return ok({ is: 'leftToProxy', host });
  }
};

/** Which proxy is used and why, and whether it lets us through. */
export const checkProxy: Step = async (check, signal) => {
  const { probe } = check.services;
  const service = serviceOf(check);
  const route = probe.route(service);
  if (route.via === 'proxy') {
    await probe.reachProxy(service, signal);
  }
  return ok({ is: 'route', route });
};

/** Whether the service proves who it is, and to whom. */
export const checkTls: Step = async (check, signal) => {
  const service = serviceOf(check);
  if (service.protocol === 'http:') {
    return ok({ is: 'plain' });
  }
  const blocked = blockedBy(check, 'name', 'proxy');
  if (blocked) {
    return blocked;
  }
  const { protocol, issuer, trust } = await check.services.probe.handshake(service, signal);
  switch (trust.by) {
    case 'no':
      return failure({ is: 'untrusted', issuer, code: trust.code });
    case 'unchecked':
      return warning({ is: 'unchecked', issuer });
    case 'private':
      // Microsoft's own clouds have public certificates; what others run may well have their own.
      return check.services.client.cloud.id === 'custom'
        ? ok({ is: 'encrypted', protocol, issuer })
        : warning({ is: 'inspected', issuer });
    case 'public':
      return ok({ is: 'encrypted', protocol, issuer });
  }
};

function serviceOf({ services }: Check): URL {
  return new URL(services.client.cloud.graph);
}

/** As `URL.hostname` writes addresses of IPv4 and IPv6. */
function isNumeric(host: string): boolean {
  return host.startsWith('[') || /^\d+(?:\.\d+){3}$/u.test(host);
}
