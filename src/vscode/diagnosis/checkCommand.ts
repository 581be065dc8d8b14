import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import { checkConnection } from '../../diagnosis/checkConnection.ts';
import type { CheckServices } from '../../diagnosis/ports.ts';
import { reportOf } from '../../diagnosis/report.ts';
import type { ReportHead } from '../../diagnosis/report.ts';
import { showProblem } from '../notify.ts';
import type { CommandRegistry } from '../registry.ts';
import { CheckList } from './checkList.ts';
import { checkServices } from './checkServices.ts';
import type { CheckParts } from './checkServices.ts';

export interface CheckCommandParts extends CheckParts {
  readonly system: Pick<ReportHead, 'node' | 'system'>;
  /** Aborted at the end of everything. */
  readonly ending: AbortSignal;
}

/** Check Connection. A call ends with the first check, or when the list is closed before. */
export function registerCheckCommand(registry: CommandRegistry, parts: CheckCommandParts): void {
  registry.register(commandIds.checkConnection, async () => {
    // Before anything is shown: settings that name no cloud are told as everywhere else.
    await show(await checkServices(parts), parts);
  });
}

function show(first: CheckServices, parts: CheckCommandParts): Promise<void> {
  const closed = new AbortController();
  const signal = AbortSignal.any([closed.signal, parts.ending]);
  let services = first;
  const list = new CheckList({
    copy: (results) => vscode.env.clipboard.writeText(reportOf(headOf(services, parts), results)),
    async again() {
      try {
        services = await checkServices(parts);
        await run(services, list, signal);
      } catch (error) {
        closed.abort();
        void showProblem(error);
      }
    },
    showLog: () => void vscode.commands.executeCommand(commandIds.showLog),
    end: () => closed.abort(),
  });
  signal.addEventListener('abort', () => list.dispose(), { once: true });
  return run(services, list, signal);
}

/** Checks, and shows how it goes on as long as the list is open. */
async function run(services: CheckServices, list: CheckList, signal: AbortSignal): Promise<void> {
  list.begin();
  const results = await checkConnection(
    services,
    (step, result) => {
      if (!signal.aborted) {
        list.tell(step, result);
      }
    },
    signal,
  );
  await Promise.all(services.ways.map(({ transport }) => transport.close()));
  if (!signal.aborted) {
    list.finish(results);
  }
}

function headOf({ client, clock }: CheckServices, { parts, system }: CheckCommandParts): ReportHead {
  return {
    ...system,
    extension: parts.version,
    vscode: `${vscode.version} (${vscode.env.uiKind === vscode.UIKind.Desktop ? 'desktop' : 'web'})`,
    remote: vscode.env.remoteName ?? 'none',
    cloud: client.cloud,
    time: clock.now(),
  };
}
