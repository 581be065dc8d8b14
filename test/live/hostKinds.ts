/** Hosts that upload URLs were seen on. The first label names the tenant or the machine, so it is never told. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/-my\.sharepoint\.(?:com|us|cn)$/u, '{tenant}-my.sharepoint'],
  [/\.sharepoint(?:-mil)?\.(?:com|us|cn)$/u, '{tenant}.sharepoint'],
  [/\.up\.1drv\.com$/u, '*.up.1drv.com'],
  [/^api\.onedrive\.com$/u, 'api.onedrive.com'],
  [/(?:^|\.)microsoftpersonalcontent\.com$/u, '*.microsoftpersonalcontent.com'],
  [/^(?:localhost|127\.0\.0\.1)$/u, 'this machine'],
];

/** What kind of host an address is on. */
export function hostKindOf(url: URL): string {
  const known = kinds.find(([pattern]) => pattern.test(url.hostname));
  return known?.[1] ?? `another one, below ${url.hostname.split('.').slice(-2).join('.')}`;
}
