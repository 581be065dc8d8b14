// A world with a workbook in it, for tests inside the extension host.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WorkbookSummary } from '../../src/contributions.ts';
import { commandIds } from '../../src/contributions.ts';
import type { SimulatorOptions } from '../sim/index.ts';
import type { WorkbookOption } from '../sim/workbook/options.ts';
import { WORKBOOK_DEFAULTS } from '../sim/workbook/options.ts';
import { eventually } from '../support/eventually.ts';
import { sampleWorkbook } from '../support/workbooks.ts';
import { answering } from './prompts.ts';
import type { World } from './setup.ts';
import { setUp } from './setup.ts';

export interface WorkbookWorld extends Pick<World, 'sim' | 'folder'> {
  /** Opens `/Budget.xlsx`, the sample workbook, as other extensions would: nothing is asked, nothing is revealed. */
  openBudget(persistChanges?: boolean): Promise<WorkbookSummary>;
  /** Opens any workbook of the drive in this way. */
  open(path: string, persistChanges?: boolean): Promise<WorkbookSummary>;
  /** Opens whatever the command is called with; `undefined` when it opened nothing. */
  call(...args: readonly unknown[]): Promise<WorkbookSummary | undefined>;
  /** The ids of a workbook of the drive, as other extensions give them. */
  idsOf(path: string): { readonly driveId: string; readonly itemId: string };
  /** How sessions are open at the service, oldest first. */
  modes(): ('persistent' | 'scratch')[];
  /** Names of the sheets that are stored in `/Budget.xlsx`. */
  sheets(): Promise<readonly string[]>;
  /** Of something in an open workbook: `worksheets/Sales.csv`. */
  uri(workbook: WorkbookSummary, path: string): vscode.Uri;
}

/**
 * To be called in a `describe`: each of its tests begins with an empty drive but for `/Budget.xlsx`, and ends with all
 * sessions closed, at the service as well.
 * @param options how workbooks are served at the start of each test. @param drive the kind of the account's drive.
 */
export function useWorkbookWorld(options: WorkbookOption = {}, drive?: SimulatorOptions['drive']): WorkbookWorld {
  let world: World;
  const opened = new Set<string>();
  before(async () => {
    world = await setUp(drive && { drive });
  });
  beforeEach(async () => {
    await world.reset();
    world.sim.setWorkbooks({ ...WORKBOOK_DEFAULTS, ...options });
    world.sim.putItem('/Budget.xlsx', await sampleWorkbook());
  });
  afterEach(async () => {
    await closeAllEditors();
    await closeWorkbooks([...opened]);
    opened.clear();
    await eventually(() => assert.deepEqual(world.sim.workbookSessions, []));
    world.assertCleanConduct();
  });
  after(() => world.end());

  async function call(...args: readonly unknown[]): Promise<WorkbookSummary | undefined> {
    const { openWorkbook } = commandIds;
    const summary = await vscode.commands.executeCommand<WorkbookSummary | undefined>(openWorkbook, ...args);
    if (summary) {
      opened.add(summary.id);
    }
    return summary;
  }

  function idsOf(path: string): { driveId: string; itemId: string } {
    const item = world.sim.item(path);
    assert.ok(item, `${path} is there`);
    return { driveId: item.driveId, itemId: item.id };
  }

  async function open(path: string, persistChanges = true): Promise<WorkbookSummary> {
    const summary = await call(idsOf(path), { persistChanges });
    assert.ok(summary, `${path} was opened`);
    return summary;
  }

  return {
    get sim() {
      return world.sim;
    },
    get folder() {
      return world.folder;
    },
    openBudget: (persistChanges) => open('/Budget.xlsx', persistChanges),
    open,
    call,
    idsOf,
    modes: () => world.sim.workbookSessions.map(({ persistChanges }) => (persistChanges ? 'persistent' : 'scratch')),
    sheets: async () => (await world.sim.workbook('/Budget.xlsx')).sheets,
    uri: (workbook, path) => vscode.Uri.joinPath(vscode.Uri.parse(workbook.root, true), path),
  };
}

/** Runs a command of which only the effects count. */
export async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

/** Closes workbooks; what is asked about their changes is answered with closing. */
async function closeWorkbooks(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await answering('showWarningMessage', 'Close', async () =>
      vscode.commands.executeCommand(commandIds.closeWorkbook, id),
    );
  }
}

async function closeAllEditors(): Promise<void> {
  const { tabGroups } = vscode.window;
  // Unsaved texts would ask; they are put back first.
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await tabGroups.close(tabGroups.all.flatMap(({ tabs }) => tabs));
}
