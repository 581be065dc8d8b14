/** How this machine reaches the network, as the settings of VS Code say it. Plain data; adapters act on it. */
export interface NetworkSettings {
  /** `http.proxy`: address of a proxy, with user and password where it needs them. Empty: none is set. */
  readonly proxy: string;
  /** `http.noProxy`: hosts that are reached directly. */
  readonly noProxy: readonly string[];
  /**
   * `http.proxySupport`. `off`: no proxy at all. `fallback` counts only where the environment names none; the others
   * take the setting before the environment.
   */
  readonly proxySupport: 'off' | 'on' | 'override' | 'fallback';
  /** `http.proxyStrictSSL`: whether certificates have to be trusted. */
  readonly strictTls: boolean;
  /** `http.proxyAuthorization`: value of the header, when the user set one. A secret. */
  readonly proxyAuthorization?: string;
  /** `http.systemCertificates`: trust what the operating system trusts, too. */
  readonly systemCertificates: boolean;
}
