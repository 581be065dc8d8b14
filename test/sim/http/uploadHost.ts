import { handleUploadUrl, sessionOf } from '../routes/uploadUrl.ts';
import { copyMonitor } from '../routes/copyItem.ts';
import { download } from '../routes/download.ts';
import { webPage } from '../routes/webPage.ts';
import { parseUploadUrl } from '../upload/uploadUrls.ts';
import { targetPath } from '../upload/uploadSessions.ts';
import type { Exchange } from './exchange.ts';
import type { RouteName } from './routeNames.ts';
import type { Route } from './router.ts';

const UPLOAD_ROUTES: Readonly<Record<string, RouteName>> = {
  PUT: 'fragment',
  GET: 'uploadStatus',
  DELETE: 'uploadCancel',
  POST: 'uploadCommit',
};

/** Finds out what is asked of the host that takes bytes, gives them back, and shows items in a browser. */
export function routeUploadHost(x: Exchange): Route {
  const url = x.request.url ?? '/';
  if (parseUploadUrl(url) !== undefined) {
    const session = sessionOf(x, url);
    if (session !== undefined) {
      x.useSession(session);
    }
    return {
      name: UPLOAD_ROUTES[x.method] ?? 'unknown',
      cost: 1,
      file: () => session && targetPath(session.setup.target),
      handle: (x) => handleUploadUrl(x, session),
    };
  }
  if (url.startsWith('/download/')) {
    return { name: 'download', cost: 1, file: () => undefined, handle: download };
  }
  if (url.startsWith('/monitor/')) {
    return { name: 'copyMonitor', cost: 1, file: () => undefined, handle: copyMonitor };
  }
  return { name: 'webPage', cost: 1, file: () => undefined, handle: webPage };
}
