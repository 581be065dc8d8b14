import type * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { isJsonObject } from '../base/json.ts';
import { WorkQueue } from '../base/queue.ts';
import { systemRandom } from '../base/random.ts';
import { HostGovernor } from '../graph/governor.ts';
import { userBudget } from '../graph/requestBudget.ts';
import type { TransportParts } from '../node/http/makeTransport.ts';
import { makeTransport } from '../node/http/makeTransport.ts';
import { openUploadFolder } from '../node/uploadFolder.ts';
import { Journal } from '../upload/journal/journal.ts';
import type { Leases } from '../upload/journal/ports.ts';
import type { ClientParts } from '../vscode/account/connection.ts';
import { sharedList } from '../vscode/journal/sharedList.ts';
import { uploadUrls } from '../vscode/journal/uploadUrls.ts';
import { LogChannel } from '../vscode/log.ts';
import { hostNetwork } from '../vscode/networkSettings.ts';
import { CommandRegistry } from '../vscode/registry.ts';

/** What everything else stands on: log, storage, network, commands. */
export interface Foundation {
  readonly context: vscode.ExtensionContext;
  readonly log: LogChannel;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly machine: { readonly id: string; readonly name: string };
  readonly network: TransportParts;
  readonly parts: ClientParts;
  readonly registry: CommandRegistry;
  /** One question at a time: VS Code closes an open one when the next appears. */
  readonly prompts: WorkQueue;
  /** Aborted when the extension ends. */
  readonly ending: AbortSignal;
}

/** Opens the storage, which can fail, and reads what is pending. */
export async function layFoundation(context: vscode.ExtensionContext, ending: AbortSignal): Promise<Foundation> {
  const log = new LogChannel();
  const parts = { clock: systemClock, random: systemRandom, log };
  const local = await openUploadFolder(context.globalStorageUri.fsPath, parts);
  const { machine, records: files, leases } = local;
  const urls = uploadUrls(context.secrets, local, parts);
  const journal = new Journal({ files, list: sharedList(context.globalState), urls, leases, machine, ...parts });
  await journal.start();
  const network = { ...hostNetwork(context.globalState), environment: process.env, clock: systemClock, log };
  const manifest: unknown = context.extension.packageJSON;
  return {
    context,
    log,
    journal,
    leases,
    machine,
    network,
    parts: {
      ...parts,
      transport: makeTransport(network),
      governor: new HostGovernor(systemClock, userBudget),
      version: String(isJsonObject(manifest) && manifest['version']),
    },
    registry: new CommandRegistry(log),
    prompts: new WorkQueue(1),
    ending,
  };
}
