import { join } from 'node:path';
import { out } from '../run/setup/paths.js';

/** The environment for one of many processes that run the same TypeScript: they compile it once. */
export function quickStart(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(out, 'compiled') };
}
