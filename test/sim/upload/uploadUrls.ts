import type { SimDrive } from '../drive/drive.ts';
import { PERSONAL_LIFE, URL_TOKEN_LIFE } from './limits.ts';
import type { UploadSession } from './session.ts';

/** The address that a client sends bytes to. Whoever has it can write, so it must not be shown anywhere. */
export function uploadUrl(origin: string, session: UploadSession): string {
  const { drive } = session.setup.target;
  const token = `tempauth=${tempauth(session)}`;
  if (session.personal) {
    return `${origin}/rup/${drive.id.toLowerCase()}/${session.guid}?${token}`;
  }
  return `${origin}${sitePath(drive)}/_api/v2.0/drives/${drive.id}/uploadSession?guid='${session.guid}'&overwrite=True&rename=False&dc=0&${token}`;
}

/** Id and secret in the path and query of an upload URL, or undefined when it has none. */
export function parseUploadUrl(path: string): { guid: string; secret: string } | undefined {
  const [route = '', query = ''] = path.split('?', 2);
  const parameters = new URLSearchParams(query);
  const guid = /^\/rup\/[^/]+\/([^/]+)$/u.exec(route)?.[1] ?? parameters.get('guid')?.replaceAll("'", '');
  const secret = parameters.get('tempauth')?.split('.').at(-1);
  if (guid === undefined || secret === undefined) {
    return undefined;
  }
  return { guid, secret };
}

/** A token with a readable end of life, like those of SharePoint. */
function tempauth(session: UploadSession): string {
  const life = session.personal ? PERSONAL_LIFE : URL_TOKEN_LIFE;
  const exp = Math.floor((session.created + life) / 1_000);
  const claims = Buffer.from(JSON.stringify({ guid: session.guid, exp })).toString('base64url');
  return `v1.${claims}.${session.secret}`;
}

/** The path of the site that a library belongs to. */
function sitePath(drive: SimDrive): string {
  return drive.webPath.split('/').slice(0, -1).map(encodeURIComponent).join('/');
}
