import * as vscode from 'vscode';
import { systemClock } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { UploadOptions } from '../../contributions.ts';
import { settingKeys } from '../../contributions.ts';
import { isDriveType } from '../../graph/driveItem.ts';
import { GraphError } from '../../graph/errors.ts';
import type { Destination } from '../../upload/model.ts';
import { showWarning } from '../notify.ts';
import { pick } from '../picker/picker.ts';
import { RecentItems } from '../places/recentItems.ts';
import { settings } from '../settings.ts';
import { showingIfSlow } from '../slowWork.ts';
import type { DestinationServices } from './services.ts';
import { startScreen } from './startScreen.ts';

const memoryKey = 'onedrive.recentDestinations';

/** Finds out where uploads go: what the caller named, the setting, what was chosen last in this workspace, or a question. */
export class Destinations {
  readonly #recent: RecentItems<Destination>;
  readonly #services: () => DestinationServices;
  readonly #prompts: WorkQueue;

  /** @param prompts lets one question be open at a time. */
  constructor(memory: vscode.Memento, services: () => DestinationServices, prompts: WorkQueue) {
    this.#recent = new RecentItems(memory, memoryKey, readDestination);
    this.#services = services;
    this.#prompts = prompts;
  }

  /** @returns `undefined` when the user was asked and chose nothing. */
  async resolve(given: UploadOptions['destination'], scope: vscode.Uri | undefined): Promise<Destination | undefined> {
    const services = this.#services();
    const known = await showingIfSlow(vscode.l10n.t('Looking for the OneDrive folder…'), (signal) =>
      this.#known(services, given, scope, signal),
    );
    return known ?? this.choose();
  }

  /** Asks, and remembers the answer for this workspace. */
  async choose(): Promise<Destination | undefined> {
    const services = this.#services();
    const root = await showingIfSlow(vscode.l10n.t('Opening OneDrive…'), (signal) => services.root(signal));
    const chosen = await this.#prompts.run(
      () => pick(startScreen(root, this.#recent.of(services.graph), services), systemClock),
      new AbortController().signal,
    );
    if (chosen) {
      await this.#recent.remember(services.graph, chosen);
    }
    return chosen;
  }

  /** Asks, and says so when the choice has no effect because a setting decides. */
  async chooseForWorkspace(): Promise<void> {
    const scope = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const configured = settings.destination(scope);
    const chosen = await this.choose();
    if (chosen && configured !== undefined) {
      const message = vscode.l10n.t(
        'Uploads go to {0} all the same: the setting onedrive.destination says so.',
        configured,
      );
      await showWarning(message, {
        title: vscode.l10n.t('Open Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', settingKeys.destination),
      });
    }
  }

  /** What needs no question. */
  async #known(
    services: DestinationServices,
    given: UploadOptions['destination'],
    scope: vscode.Uri | undefined,
    signal: AbortSignal,
  ): Promise<Destination | undefined> {
    if (given !== undefined && typeof given !== 'string') {
      return services.byId(given.driveId, given.itemId, signal);
    }
    const path = given ?? settings.destination(scope);
    return path === undefined ? this.#lastChosen(services, signal) : services.ensurePath(path, signal);
  }

  /** The folder chosen last, as it is today: it may have been moved, deleted, or belong to somebody else's account. */
  async #lastChosen(services: DestinationServices, signal: AbortSignal): Promise<Destination | undefined> {
    const [last] = this.#recent.of(services.graph);
    if (!last) {
      return undefined;
    }
    try {
      return await services.refreshed(last, signal);
    } catch (error) {
      if (!(error instanceof GraphError && (error.status === 404 || error.status === 403))) {
        throw error;
      }
      await this.#recent.forget(services.graph, last);
      return undefined;
    }
  }
}

function readDestination({ driveId, itemId, driveType, path, drive }: JsonObject): Destination | undefined {
  if (
    typeof driveId !== 'string' ||
    typeof itemId !== 'string' ||
    typeof path !== 'string' ||
    !isDriveType(driveType)
  ) {
    return undefined;
  }
  return { driveId, itemId, driveType, path, ...(typeof drive === 'string' && { drive }) };
}
