import { orAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { Event } from '../../base/event.ts';
import { JointWork } from '../../base/jointWork.ts';
import { WorkQueue } from '../../base/queue.ts';
import { Rerun } from '../../base/rerun.ts';
import { isSameDrive } from '../../graph/driveIds.ts';
import { requireFeature } from '../../graph/features.ts';
import type { WorkbookRef } from '../../graph/workbook/session.ts';
import { requireWorkbookName } from '../eligibility.ts';
import type { EarlierSession, OpenedFile, WorkbookFile, WorkbookServices } from '../model.ts';
import { readRecords, recordsText } from '../records.ts';
import type { WorkbookRecord, WorkbookRecords } from '../records.ts';
import { folderName } from './folderName.ts';
import { OpenWorkbook } from './openWorkbook.ts';

/** A file in one of the two modes, which is about to be open. */
interface Opening {
  readonly file: WorkbookRef;
  readonly persistChanges: boolean;
  readonly work: JointWork<OpenWorkbook>;
}

/** The workbooks that this window has open. A file can be open twice: persistent and as a scratch copy. */
export class OpenWorkbooks {
  readonly #services: WorkbookServices;
  readonly #records: WorkbookRecords;
  readonly #changes = new Emitter<OpenWorkbook>();
  readonly #saving = new Rerun(() => this.#save());
  #saved: string | undefined;
  #reading: Promise<readonly OpenWorkbook[]> | undefined;
  #isRead = false;
  #list: readonly OpenWorkbook[] = [];
  #openings: readonly Opening[] = [];
  /** Closings that nobody waits for. */
  readonly #closings = new Set<Promise<void>>();
  readonly #turns = new Map<string, WorkQueue>();
  /** What is kept of this window when it ends. */
  #last: readonly WorkbookRecord[] | undefined;

  constructor(services: WorkbookServices, records: WorkbookRecords) {
    this.#services = services;
    this.#records = records;
  }

  /** One came, went, or is no longer what it was. */
  get onDidChange(): Event<OpenWorkbook> {
    return this.#changes.event;
  }

  /** In the order in which they were opened. */
  get list(): readonly OpenWorkbook[] {
    return this.#list;
  }

  /** The one that is open on a file in a mode, or was before a reload. */
  find(file: WorkbookRef, persistChanges: boolean): OpenWorkbook | undefined {
    return this.#list.find(
      ({ opened, state }) =>
        isSame(opened, file, persistChanges) && state.kind !== 'closing' && state.kind !== 'closed',
    );
  }

  /** Resolves when those of before a reload are on the list. */
  async recall(): Promise<void> {
    await this.#readOnce();
  }

  /** Those of before a reload: their sessions are taken up, or found to have ended. Resolves when that is known. */
  async restore(signal: AbortSignal): Promise<void> {
    const restored = await this.#readOnce();
    await Promise.all(restored.map((workbook) => workbook.takeUp(signal).catch(() => {})));
  }

  /**
   * Opens a file, or finds it open in that mode, also as one of before a reload. One whose changes were lost stays as it is until it is reopened.
   * @param signal when everybody who wants the file has gone, it is not opened.
   * @throws {WorkbookError | CloudFeatureError} and what the client throws.
   */
  async open(file: WorkbookFile, persistChanges: boolean, signal: AbortSignal): Promise<OpenWorkbook> {
    signal.throwIfAborted();
    requireWorkbookName(file.name);
    const { client, clock, random } = this.#services;
    const { cloud } = client();
    requireFeature(cloud, 'workbooks');
    await orAborted(this.#readOnce(), signal);
    const work = this.#openings.find((opening) => isSame(opening, file, persistChanges))?.work;
    if (work?.isAbandoned === true) {
      await orAborted(work.ended, signal);
      return this.open(file, persistChanges, signal);
    }
    if (work !== undefined) {
      return work.wait(signal);
    }
    const known = this.find(file, persistChanges);
    if (known !== undefined) {
      await (known.state.kind === 'failed' ? known.reopen(signal) : known.open(signal));
      return known;
    }
    const account = this.#services.account();
    const place = { graph: cloud.graph, ...(account !== undefined && { account }) };
    const folders = this.#list.map(({ opened }) => opened.folder);
    const folder = folderName(file.name, persistChanges, folders);
    const openedAt = clock.now();
    return this.#open({ id: random.id(), file, persistChanges, folder, place, openedAt }).wait(signal);
  }

  /**
   * Ends its session, and takes it from the list; one that is not open yet is not opened. Never rejects.
   * @param hurry aborts what is under way in it.
   */
  async close(workbook: OpenWorkbook, hurry: AbortSignal): Promise<void> {
    const isOpening = workbook.state.kind === 'opening';
    await workbook.close(isOpening ? AbortSignal.abort() : hurry);
    this.#remove(workbook);
  }

  /**
   * The end of this window, which may come back: sessions that can be made again without loss end at the service, those
   * with unsaved changes live on there until their idle time is over.
   * @param limitMs at the latest then it resolves; what is under way is aborted after half of it.
   */
  async shutDown(limitMs: number): Promise<void> {
    const { clock } = this.#services;
    this.#last = this.#kept().map(({ opened, session, changed }): WorkbookRecord => {
      const lives = session !== undefined && changed && !opened.persistChanges;
      return { opened, changed: lives || (changed && session === undefined), ...(lives && { session }) };
    });
    const hurry = new AbortController();
    const finished = new AbortController();
    const ends = this.#list.map((workbook) => {
      const lives = workbook.session !== undefined && workbook.hasUnsavedChanges;
      return lives ? workbook.leave() : workbook.close(hurry.signal);
    });
    // What could not be read yet is what the window before left, and stays.
    const saved = this.#isRead ? this.#saving.request() : undefined;
    const all = Promise.all([saved, ...ends, ...this.#closings]);
    const limit = async (): Promise<void> => {
      await clock.delay(limitMs / 2, finished.signal);
      hurry.abort();
      await clock.delay(limitMs / 2, finished.signal);
    };
    await Promise.race([all, limit()]).finally(() => finished.abort());
    this.#changes.dispose();
  }

  #open(opened: OpenedFile): JointWork<OpenWorkbook> {
    const { file, persistChanges } = opened;
    const work = new JointWork(async (signal) => {
      const workbook = this.#add(opened);
      try {
        await workbook.open(signal);
        return workbook;
      } catch (error) {
        this.#closeQuietly(workbook);
        throw error;
      }
    });
    const opening = { file, persistChanges, work };
    this.#openings = [...this.#openings, opening];
    void work.ended.then(() => {
      this.#openings = this.#openings.filter((other) => other !== opening);
    });
    return work;
  }

  /** A session that is on its way after all may take a while to be closed. */
  #closeQuietly(workbook: OpenWorkbook): void {
    const closing = workbook.close(AbortSignal.abort());
    this.#closings.add(closing);
    void closing.then(() => this.#closings.delete(closing));
    this.#remove(workbook);
  }

  #add(opened: OpenedFile, earlier?: EarlierSession): OpenWorkbook {
    const { itemId } = opened.file;
    const turns = this.#turns.get(itemId) ?? new WorkQueue(1);
    this.#turns.set(itemId, turns);
    const workbook = new OpenWorkbook(opened, turns, this.#services, earlier);
    workbook.onDidChange(() => this.#changed(workbook));
    this.#list = [...this.#list, workbook];
    this.#changed(workbook);
    return workbook;
  }

  #remove(workbook: OpenWorkbook): void {
    this.#list = this.#list.filter((other) => other !== workbook);
    this.#changed(workbook);
  }

  #changed(workbook: OpenWorkbook): void {
    this.#changes.fire(workbook);
    void this.#saving.request();
  }

  /** Those that were open at least once and are not being closed. */
  #kept(): WorkbookRecord[] {
    return this.#list
      .filter(({ state }) => state.kind !== 'opening' && state.kind !== 'closing' && state.kind !== 'closed')
      .map(({ opened, session, hasUnsavedChanges: changed }) => ({ opened, changed, ...(session && { session }) }));
  }

  /** Once, before anything is opened beside them or written in their place. Never rejects. */
  #readOnce(): Promise<readonly OpenWorkbook[]> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  async #read(): Promise<readonly OpenWorkbook[]> {
    const text = await this.#records.get().catch((error: unknown) => {
      this.#services.log.warn(`open workbooks cannot be read: ${String(error)}`);
      return undefined;
    });
    this.#isRead = true;
    return readRecords(text).map(({ opened, ...earlier }) => this.#add(opened, earlier));
  }

  /** Never rejects. */
  async #save(): Promise<void> {
    await this.#readOnce();
    const records = this.#last ?? this.#kept();
    const text = records.length === 0 ? '' : recordsText(records);
    if (text === this.#saved) {
      return;
    }
    try {
      await (text === '' ? this.#records.delete() : this.#records.store(text));
      this.#saved = text;
    } catch (error) {
      this.#services.log.warn(`open workbooks cannot be kept: ${String(error)}`);
    }
  }
}

function isSame(
  opened: { readonly file: WorkbookRef; readonly persistChanges: boolean },
  file: WorkbookRef,
  persistChanges: boolean,
): boolean {
  return (
    opened.persistChanges === persistChanges &&
    opened.file.itemId === file.itemId &&
    isSameDrive(opened.file.driveId, file.driveId)
  );
}
