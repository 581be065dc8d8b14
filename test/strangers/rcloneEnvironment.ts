import { join } from 'node:path';

/** The address that is built into rclone. */
export const graphHost = 'graph.microsoft.com';

/** What rclone has to know of a service. */
export interface RcloneService {
  readonly token: string;
  readonly driveId: string;
  /** Default: business. */
  readonly driveType?: string;
  /** Milliseconds since 1970: far enough that rclone does not try to renew the token. */
  readonly expires: number;
}

/**
 * All that rclone gets to know: the simulator's drive as its remote `sim:`. Settings travel as variables, so that the
 * token is in no command line. Nothing of the user's own rclone is read or written.
 * @param folder its home
 * @param proxy leads Graph's name to the simulator
 * @param authority file of the certificate to trust
 */
export function rcloneEnvironment(
  { token, driveId, driveType = 'business', expires }: RcloneService,
  folder: string,
  proxy: string,
  authority: string,
): NodeJS.ProcessEnv {
  const kept = {
    access_token: token,
    token_type: 'Bearer',
    refresh_token: 'unused',
    expiry: new Date(expires).toISOString(),
  };
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    HTTPS_PROXY: proxy,
    RCLONE_CONFIG: join(folder, 'rclone.conf'),
    RCLONE_CA_CERT: authority,
    // Waiting for a copy on the server, rclone uses a second HTTP client, which does not know --ca-cert.
    SSL_CERT_FILE: authority,
    RCLONE_RETRIES: '1',
    RCLONE_CONFIG_SIM_TYPE: 'onedrive',
    RCLONE_CONFIG_SIM_TOKEN: JSON.stringify(kept),
    RCLONE_CONFIG_SIM_DRIVE_ID: driveId,
    RCLONE_CONFIG_SIM_DRIVE_TYPE: driveType,
  };
}
