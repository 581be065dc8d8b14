import { allAccounts, readAccounts } from '../../auth/accountBook.ts';
import type { AccountBook } from '../../auth/accountBook.ts';
import type { KnownAccount, Permission } from '../../auth/model.ts';
import type { TextStore } from '../../auth/ports.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/event.ts';
import { settings } from '../settings.ts';
import { secretKeys } from './secrets.ts';
import type { Secrets } from './secrets.ts';

/** The book of accounts with what it says at the moment, which is known without waiting. */
export class Accounts implements Disposable {
  readonly #store: TextStore;
  readonly #book: AccountBook;
  readonly #changed = new Emitter<void>();
  #text: string | undefined;

  /** Fires when the book says something else than before, in this window or another one. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: Secrets, book: AccountBook) {
    this.#store = secrets.entry(secretKeys.accounts);
    this.#book = book;
  }

  /** Reads the book again: after another window has written, say. */
  async refresh(): Promise<void> {
    const text = await this.#store.get();
    if (text !== this.#text) {
      this.#text = text;
      this.#changed.fire();
    }
  }

  /** The account in use for the cloud of the settings. @throws {CloudError} */
  get current(): KnownAccount | undefined {
    return readAccounts(this.#text, settings.cloud().graph).current;
  }

  /** As `current`; nobody when the settings name no usable cloud. */
  get currentIfAny(): KnownAccount | undefined {
    try {
      return this.current;
    } catch {
      return undefined;
    }
  }

  /** The accounts of the cloud of the settings, in the order in which they first signed in. @throws {CloudError} */
  get all(): readonly KnownAccount[] {
    return this.of(settings.cloud().graph);
  }

  /** The accounts of a service. @param graph its origin. */
  of(graph: string): readonly KnownAccount[] {
    return readAccounts(this.#text, graph).accounts;
  }

  /** The accounts of all clouds, whatever the settings say. */
  get everywhere(): readonly KnownAccount[] {
    return allAccounts(this.#text);
  }

  /** Whether there is an account of any cloud. */
  get isAnybodyKnown(): boolean {
    return this.everywhere.length > 0;
  }

  /** What is known of an account now; as it was when it has gone meanwhile. */
  latest(account: KnownAccount): KnownAccount {
    return this.of(account.graph).find(({ id }) => id === account.id) ?? account;
  }

  has({ id, graph }: KnownAccount): boolean {
    return this.of(graph).some((account) => account.id === id);
  }

  async put(account: KnownAccount, select: boolean): Promise<void> {
    await this.#book.put(account, select);
    await this.refresh();
  }

  /** Corrects what was granted to an account, if it is still there. */
  async correct({ id }: KnownAccount, granted: readonly Permission[]): Promise<void> {
    await this.#book.correct(id, granted);
    await this.refresh();
  }

  async select(id: string): Promise<void> {
    await this.#book.select(id);
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.#book.remove(id);
    await this.refresh();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
