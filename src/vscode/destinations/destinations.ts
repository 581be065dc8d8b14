import * as vscode from 'vscode';
import { systemClock } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { UploadOptions } from '../../contributions.ts';
import { settingKeys } from '../../contributions.ts';
import { GraphError } from '../../graph/errors.ts';
import type { DriveType, Destination } from '../../upload/model.ts';
import { pickDestination } from './picker.ts';
import type { Places } from './places.ts';
import { startScreen } from './startScreen.ts';
import { showWarning } from '../notify.ts';
import { settings } from '../settings.ts';
import { showingIfSlow } from '../slowWork.ts';

/** What finding a destination asks of OneDrive. */
export interface DestinationServices extends Places {
  /** The root folder of the signed-in user's own drive. */
  root(signal: AbortSignal): Promise<Destination>;
  /** Origin of the Graph service in use: ids mean nothing in another cloud. */
  readonly graph: string;
}

/** A remembered choice. */
interface Remembered extends Destination {
  readonly graph: string;
}

const memoryKey = 'onedrive.recentDestinations';
const memorySize = 5;

/** Finds out where uploads go: what the caller named, the setting, what was chosen last in this workspace, or a question. */
export class Destinations {
  readonly #memory: vscode.Memento;
  readonly #services: () => DestinationServices;
  readonly #prompts: WorkQueue;

  /** @param prompts lets one question be open at a time. */
  constructor(memory: vscode.Memento, services: () => DestinationServices, prompts: WorkQueue) {
    this.#memory = memory;
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
      () => pickDestination(startScreen(root, this.#remembered(services.graph), services), systemClock),
      new AbortController().signal,
    );
    if (chosen) {
      await this.#remember({ ...chosen, graph: services.graph });
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
    const [last] = this.#remembered(services.graph);
    if (!last) {
      return undefined;
    }
    try {
      return await services.refreshed(last, signal);
    } catch (error) {
      if (!(error instanceof GraphError && (error.status === 404 || error.status === 403))) {
        throw error;
      }
      await this.#forget(last);
      return undefined;
    }
  }

  #all(): readonly Remembered[] {
    const stored = this.#memory.get<unknown>(memoryKey);
    return Array.isArray(stored) ? stored.filter(isRemembered) : [];
  }

  #remembered(graph: string): readonly Remembered[] {
    return this.#all().filter((each) => each.graph === graph);
  }

  async #remember(chosen: Remembered): Promise<void> {
    const others = this.#all().filter((each) => !isSame(each, chosen));
    await this.#memory.update(memoryKey, [chosen, ...others].slice(0, memorySize));
  }

  async #forget(gone: Remembered): Promise<void> {
    await this.#memory.update(
      memoryKey,
      this.#all().filter((each) => !isSame(each, gone)),
    );
  }
}

function isSame(a: Remembered, b: Remembered): boolean {
  return a.graph === b.graph && a.driveId === b.driveId && a.itemId === b.itemId;
}

const driveTypes: readonly unknown[] = ['personal', 'business', 'documentLibrary'] satisfies DriveType[];

/** State outlives versions of this extension: what does not look right is left out. */
function isRemembered(value: unknown): value is Remembered {
  if (!isJsonObject(value)) {
    return false;
  }
  const { driveId, itemId, driveType, path, graph, drive = '' } = value;
  const texts = [driveId, itemId, path, graph, drive];
  return texts.every((each) => typeof each === 'string') && driveTypes.includes(driveType);
}
