import { readAccounts } from '../../auth/accountBook.ts';
import type { AccountBook } from '../../auth/accountBook.ts';
import type { KnownAccount } from '../../auth/model.ts';
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

  constructor(secrets: Secrets) {
    this.#store = secrets.entry(secretKeys.accounts);
    this.#book = secrets.book;
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

  /** The accounts of the cloud of the settings, in the order in which they first signed in. @throws {CloudError} */
  get all(): readonly KnownAccount[] {
    return readAccounts(this.#text, settings.cloud().graph).accounts;
  }

  /** Whether there is an account of any cloud. */
  get isAnybodyKnown(): boolean {
    return this.#text !== undefined && /"id":/u.test(this.#text);
  }

  /** What is known of an account now; as it was when it has gone meanwhile. */
  latest(account: KnownAccount): KnownAccount {
    return readAccounts(this.#text, account.graph).accounts.find(({ id }) => id === account.id) ?? account;
  }

  has({ id, graph }: KnownAccount): boolean {
    return readAccounts(this.#text, graph).accounts.some((account) => account.id === id);
  }

  async put(account: KnownAccount, select: boolean): Promise<void> {
    await this.#book.put(account, select);
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
