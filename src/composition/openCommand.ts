import type { AccountParts } from '../vscode/account/accountParts.ts';
import { WorkbookBrowser } from '../vscode/workbooks/browse/workbookBrowser.ts';
import { LocalWorkbooks } from '../vscode/workbooks/open/localWorkbooks.ts';
import { OpenCommand } from '../vscode/workbooks/open/openCommand.ts';
import type { ShowServices } from '../vscode/workbooks/open/showOpened.ts';
import { showOpened } from '../vscode/workbooks/open/showOpened.ts';
import type { WorkbookParts } from '../vscode/workbooks/parts.ts';
import type { Foundation } from './foundation.ts';
import type { Uploads } from './uploads.ts';
import { sourceOf } from './uploads.ts';

interface OpenCommandParts extends Pick<ShowServices, 'reveal'> {
  readonly foundation: Foundation;
  readonly signedIn: AccountParts;
  readonly uploads: Uploads;
  readonly parts: WorkbookParts;
}

/** The command that opens workbook sessions, with what it needs of uploads. */
export function registerOpenCommand({ foundation, signedIn, uploads, parts, reveal }: OpenCommandParts): void {
  const { account, connection, consent: access } = signedIn;
  const { destinations, memory, results, runner } = uploads;
  const { clock, contents, prompts, workbooks } = parts;
  const client = () => connection.client;
  new OpenCommand({
    ...parts,
    account,
    access,
    client,
    browser: new WorkbookBrowser({ memory: foundation.context.workspaceState, client, access, prompts, clock }),
    local: new LocalWorkbooks({
      client,
      place: (signal) => connection.place(signal),
      sourceOf,
      memory,
      destinations,
      runner,
      results,
      workbooks,
      clock,
    }),
    reveal,
    show: (workbook) => showOpened(workbook, { contents, reveal }),
  }).register(foundation.registry);
}
