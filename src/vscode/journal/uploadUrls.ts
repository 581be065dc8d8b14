import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { TextStore } from '../../upload/journal/ports.ts';
import { SecretProbe } from '../../upload/journal/secretProbe.ts';
import type { KeptText } from '../../upload/journal/secretProbe.ts';
import { UploadUrls } from '../../upload/journal/uploadUrls.ts';

/** What of this machine upload URLs depend on. */
interface LocalParts {
  readonly machine: { readonly id: string };
  readonly urls: TextStore;
  readonly secretProbes: KeptText;
}

/** Upload URLs in VS Code's SecretStorage where it keeps them, else in files. */
export function uploadUrls(
  secrets: vscode.SecretStorage,
  { machine, urls, secretProbes }: LocalParts,
  parts: { readonly clock: Clock; readonly random: Random; readonly log: Logger },
): UploadUrls {
  const probe = new SecretProbe({
    kept: secretProbes,
    machineId: machine.id,
    sessionId: vscode.env.sessionId,
    random: parts.random,
  });
  return new UploadUrls({ secrets, files: urls, probe, machineId: machine.id, ...parts });
}
