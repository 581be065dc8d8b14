import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { WorkQueue } from '../../../base/queue.ts';
import type { GraphClient } from '../../../graph/client.ts';
import { isDriveType } from '../../../graph/driveItem.ts';
import { getItem } from '../../../graph/drives.ts';
import { GraphError } from '../../../graph/errors.ts';
import type { WorkbookFile } from '../../../workbook/model.ts';
import { pick } from '../../picker/picker.ts';
import type { Row } from '../../picker/screen.ts';
import type { Access } from '../../places/places.ts';
import { RecentItems } from '../../places/recentItems.ts';
import { recentRows } from '../../places/startRows.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { describePlaceProblem } from '../../words/placeMessages.ts';
import { workbookStart, workbookTour } from './workbookTour.ts';

export interface WorkbookBrowserServices {
  /** Of this workspace. */
  readonly memory: vscode.Memento;
  /** The way to Graph for whoever is signed in now. */
  readonly client: () => GraphClient;
  /** Permissions for what is not the user's own. */
  readonly access: Access;
  /** Lets one question be open at a time. */
  readonly prompts: WorkQueue;
  readonly clock: Clock;
}

const memoryKey = 'onedrive.recentWorkbooks';

/** Finds a workbook in OneDrive and SharePoint together with the user. */
export class WorkbookBrowser {
  readonly #services: WorkbookBrowserServices;
  readonly #recent: RecentItems<WorkbookFile>;

  constructor(services: WorkbookBrowserServices) {
    this.#services = services;
    this.#recent = new RecentItems(services.memory, memoryKey, readFile);
  }

  /**
   * Asks for a workbook; somebody has to be signed in. Whether the service opens it, shows when it is opened.
   * @returns `undefined` when nothing was chosen. @throws {GraphError} when the user's own drive cannot be opened.
   */
  async choose(): Promise<WorkbookFile | undefined> {
    const { client, access, clock, prompts } = this.#services;
    const graph = client();
    const tour = workbookTour(graph, access);
    const root = await showingIfSlow(vscode.l10n.t('Opening OneDrive…'), (signal) => tour.places.root(signal));
    return prompts.run(
      () => pick(workbookStart(root, recentRows(this.#recentFiles(graph)), tour), clock),
      new AbortController().signal,
    );
  }

  /** To be called when a workbook was opened: the next time it is offered first. */
  async remember({ driveId, itemId, name, driveType }: WorkbookFile): Promise<void> {
    const file = { driveId, itemId, name, ...(driveType && { driveType }) };
    await this.#recent.remember(this.#services.client().cloud.graph, file);
  }

  #recentFiles(client: GraphClient): readonly Row<WorkbookFile>[] {
    return this.#recent.of(client.cloud.graph).map((file) => ({
      label: `$(history) ${file.name}`,
      run: async ({ signal }) => ({ choose: await this.#asToday(client, file, signal) }),
      explain: (error) => describePlaceProblem(error, 'Files.ReadWrite.All'),
    }));
  }

  /** With the name that the file has today. One that is gone is not offered again. */
  async #asToday(client: GraphClient, file: WorkbookFile, signal: AbortSignal): Promise<WorkbookFile> {
    try {
      const { name } = await getItem(client, file.driveId, file.itemId, signal);
      return { ...file, name };
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) {
        await this.#recent.forget(client.cloud.graph, file);
      }
      throw error;
    }
  }
}

function readFile({ driveId, itemId, name, driveType }: JsonObject): WorkbookFile | undefined {
  if (typeof driveId !== 'string' || typeof itemId !== 'string' || typeof name !== 'string') {
    return undefined;
  }
  return { driveId, itemId, name, ...(isDriveType(driveType) && { driveType }) };
}
