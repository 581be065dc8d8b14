import { BlockList, isIP } from 'node:net';

/** A host that is asked for: name without brackets and in lower case, port with the protocol's default filled in. */
export interface Target {
  readonly host: string;
  readonly port: string;
}

/**
 * Whether an entry of `http.noProxy` or `NO_PROXY` means this host: `*` is every one, a name is itself and everything
 * below it (also written `.name` and `*.name`), a range of addresses is CIDR (`10.0.0.0/8`), and each may end with a port.
 */
export function isExempt(target: Target, entries: readonly string[]): boolean {
  return entries.some((entry) => matches(target, entry.trim().toLowerCase()));
}

function matches({ host, port }: Target, entry: string): boolean {
  const [name, onlyPort] = splitPort(entry);
  if (name === '' || (onlyPort !== undefined && onlyPort !== port)) {
    return false;
  }
  if (name === '*' || name === host) {
    return true;
  }
  if (isIP(host) !== 0) {
    return inRange(host, name);
  }
  const suffix = name.replace(/^\*?\./u, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

/** `[::1]:80`, `host:80`, and addresses of IPv6, which have colons of their own. */
function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  const { name = entry, port } =
    /^\[(?<name>[^\]]+)\](?::(?<port>\d+))?$/u.exec(entry)?.groups ??
    /^(?<name>[^:]*):(?<port>\d+)$/u.exec(entry)?.groups ??
    {};
  return [name, port];
}

function inRange(address: string, range: string): boolean {
  const [base = '', bits = ''] = range.split('/');
  const family = isIP(base);
  const prefix = Number(bits);
  if (family === 0 || family !== isIP(address) || !/^\d{1,3}$/u.test(bits) || prefix > (family === 4 ? 32 : 128)) {
    return false;
  }
  const list = new BlockList();
  const version = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(base, prefix, version);
  return list.check(address, version);
}
