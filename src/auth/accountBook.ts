import { isJsonObject, parseJson } from '../base/json.ts';
import type { AccountKind, KnownAccount, Permission, Registration } from './model.ts';
import { isPermission } from './permissions.ts';
import type { SharedText } from './ports.ts';

const version = 1;

/** What the text of a book holds. */
interface Content {
  /** In the order in which they first signed in. */
  readonly accounts: readonly KnownAccount[];
  /** Id of the account in use, by service. */
  readonly current: Readonly<Record<string, string>>;
}

/** The accounts that have signed in on this machine and which one is in use, shared by all windows. Holds no token. */
export class AccountBook {
  readonly #store: SharedText;

  constructor(store: SharedText) {
    this.#store = store;
  }

  /** @param graph origin of the service. */
  async list(graph: string): Promise<KnownAccount[]> {
    return readAccounts(await this.#store.get(), graph).accounts;
  }

  /** The account in use for a service. */
  async current(graph: string): Promise<KnownAccount | undefined> {
    return readAccounts(await this.#store.get(), graph).current;
  }

  /** Adds an account, or replaces what is known about it. @param select whether it is the one in use from now on. */
  put(account: KnownAccount, select: boolean): Promise<void> {
    return this.#change(({ accounts, current }) => ({
      accounts: accounts.some(({ id }) => id === account.id)
        ? accounts.map((other) => (other.id === account.id ? account : other))
        : [...accounts, account],
      current: select ? { ...current, [account.graph]: account.id } : current,
    }));
  }

  /** Corrects what was granted to an account. One that is no longer there does not come back by that. */
  correct(id: string, granted: readonly Permission[]): Promise<void> {
    return this.#change(({ accounts, current }) => ({
      accounts: accounts.map((account) => (account.id === id ? { ...account, granted } : account)),
      current,
    }));
  }

  /** Uses an account for its service from now on. One that is no longer there changes nothing. */
  select(id: string): Promise<void> {
    return this.#change((content) => {
      const account = content.accounts.find((other) => other.id === id);
      return account === undefined ? content : { ...content, current: { ...content.current, [account.graph]: id } };
    });
  }

  remove(id: string): Promise<void> {
    return this.#change(({ accounts, current }) => ({
      accounts: accounts.filter((account) => account.id !== id),
      current: Object.fromEntries(Object.entries(current).filter(([, used]) => used !== id)),
    }));
  }

  /** Begins with what is there now, and lets nobody write in between: this window or another one. */
  #change(change: (content: Content) => Content): Promise<void> {
    return this.#store.exclusively(async () => {
      const before = await this.#store.get();
      const after = textOf(change(parse(before)));
      // Writing wakes every window.
      if (after !== before) {
        await this.#store.store(after);
      }
    }, new AbortController().signal);
  }
}

/**
 * The accounts of a service in the text of a book: none when it is not a book of this version.
 * Without a valid choice the account that signed in last is the one in use.
 * @param graph origin of the service.
 */
export function readAccounts(
  text: string | undefined,
  graph: string,
): { readonly accounts: KnownAccount[]; readonly current?: KnownAccount } {
  const content = parse(text);
  const accounts = content.accounts.filter((account) => account.graph === graph);
  const current = accounts.find(({ id }) => id === content.current[graph]) ?? accounts.at(-1);
  return { accounts, ...(current !== undefined && { current }) };
}

/** The accounts of all services in the text of a book. */
export function allAccounts(text: string | undefined): readonly KnownAccount[] {
  return parse(text).accounts;
}

/** What stays the same when somebody signs in again: each pasted token is an account of its own. */
export function lastingId({ id, drive }: KnownAccount): string {
  return drive ?? id;
}

/** Whether the book uses an account for its service. */
export function isInUse(text: string | undefined, id: string): boolean {
  return parse(text).accounts.some(
    (account) => account.id === id && readAccounts(text, account.graph).current?.id === id,
  );
}

function textOf({ accounts, current }: Content): string {
  return JSON.stringify({ version, accounts, current });
}

function parse(text: string | undefined): Content {
  const book = parseJson(text ?? '');
  if (!isJsonObject(book) || book['version'] !== version) {
    return { accounts: [], current: {} };
  }
  const entries: readonly unknown[] = Array.isArray(book['accounts']) ? book['accounts'] : [];
  // A later entry of the same account replaces an earlier one.
  const accounts = new Map(entries.flatMap(parseAccount).map((account) => [account.id, account]));
  const current = isJsonObject(book['current']) ? Object.entries(book['current']) : [];
  return {
    accounts: [...accounts.values()],
    current: Object.fromEntries(current.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

/** The account of an entry as a list, which is empty when the entry is none. */
function parseAccount(entry: unknown): KnownAccount[] {
  if (!isJsonObject(entry)) {
    return [];
  }
  const { id, kind, label, graph, keeperId, drive, granted } = entry;
  if (!isText(id) || !isKind(kind) || typeof label !== 'string' || !isText(graph)) {
    return [];
  }
  const registration = parseRegistration(entry['registration']);
  const permissions: readonly unknown[] = Array.isArray(granted) ? granted : [];
  return [
    {
      id,
      kind,
      label,
      graph,
      ...(isText(keeperId) && { keeperId }),
      ...(isText(drive) && { drive }),
      ...(registration && { registration }),
      granted: permissions.filter(isPermission),
    },
  ];
}

function parseRegistration(value: unknown): Registration | undefined {
  const { clientId, authority } = isJsonObject(value) ? value : {};
  return isText(clientId) && isText(authority) ? { clientId, authority } : undefined;
}

function isKind(value: unknown): value is AccountKind {
  return value === 'msal' || value === 'vscode' || value === 'token';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
