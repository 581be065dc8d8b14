import type { GraphClient } from './client.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { arrayAt, asObject, optionalStringAt } from './parse.ts';

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the list goes on; pass it back as it is. */
  readonly nextLink?: string;
}

export interface ListRequest<T> {
  /** What the log calls the request. */
  readonly label: string;
  /** Of the first page. */
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes one item of one element of the answer; `undefined` leaves it out. @param at where in the answer it is. */
  readonly read: (json: unknown, at: string) => T | undefined;
}

/**
 * The next items of a list: at least one unless there are no more, however many pages come without any.
 * @param nextLink of the page before (learn.microsoft.com/graph/paging: it is followed as it is).
 */
export async function nextPage<T>(
  client: GraphClient,
  list: ListRequest<T>,
  nextLink: string | undefined,
  signal: AbortSignal,
): Promise<Page<T>> {
  const { label, headers = {}, read } = list;
  let address = nextLink ?? list.address;
  for (;;) {
    const page = await client.request(
      { method: 'GET', label, address, headers, read: (json) => parsePage(json, read) },
      signal,
    );
    if (page.items.length > 0 || page.nextLink === undefined) {
      return page;
    }
    if (page.nextLink === address) {
      throw new UnexpectedAnswerError('malformed', '@odata.nextLink');
    }
    address = page.nextLink;
  }
}

function parsePage<T>(json: unknown, read: ListRequest<T>['read']): Page<T> {
  const page = asObject(json, '');
  const nextLink = optionalStringAt(page, '@odata.nextLink', '');
  const items = arrayAt(page, 'value', '')
    .map((element, index) => read(element, `value[${index}]`))
    .filter((item) => item !== undefined);
  return { items, ...(nextLink !== undefined && { nextLink }) };
}
