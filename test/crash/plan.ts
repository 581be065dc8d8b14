import { isJsonObject } from '../../src/base/json.ts';

/** What a window has to do. */
export interface WindowPlan {
  readonly graphUrl: string;
  readonly token: string;
  /** Folder of the extension. */
  readonly storage: string;
  /** Folder of the local files. */
  readonly local: string;
  /** Folder in OneDrive. */
  readonly folder: string;
  /** Names in the local folder. */
  readonly files: readonly string[];
  /** Those that become visible by a commit. */
  readonly deferred: readonly string[];
  readonly folders: readonly string[];
  /** Bytes of a fragment. */
  readonly fragment: number;
  readonly parallel: number;
  /** Whether an earlier window has put everything on the list. */
  readonly added: boolean;
}

/** What a window tells. At the end: what is still on its list, and why. */
export interface WindowReport {
  readonly kind: 'opened' | 'added' | 'ended';
  readonly left: readonly { readonly name: string; readonly state: string; readonly code: string }[];
  readonly errors: readonly string[];
}

export function parsePlan(text: string | undefined): WindowPlan {
  const json: unknown = JSON.parse(text ?? '');
  if (!isPlan(json)) {
    throw new TypeError('a window needs a plan');
  }
  return json;
}

function isPlan(json: unknown): json is WindowPlan {
  return isJsonObject(json) && typeof json['graphUrl'] === 'string' && Array.isArray(json['files']);
}

export function isReport(message: unknown): message is WindowReport {
  return isJsonObject(message) && typeof message['kind'] === 'string' && Array.isArray(message['left']);
}
