import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

/** A form of a page: where it goes, what it sends by itself, and its buttons. */
interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

/** A page that a browser shows, or the address outside of the authority that it was sent to. */
export type Shown =
  | { readonly kind: 'page'; readonly address: string; readonly status: number; readonly html: string }
  | { readonly kind: 'left'; readonly address: string };

const mostRedirects = 20;

/** As much of a browser as the simulator's sign-in pages need: redirects, cookies, forms. Holds no connection. */
export class SignInBrowser {
  readonly #ca: string | undefined;
  /** By name and path. */
  readonly #cookies = new Map<string, { readonly path: string; readonly pair: string }>();

  /** @param ca certificate of the authority in PEM form; undefined when the process trusts it already */
  constructor(ca?: string) {
    this.#ca = ca;
  }

  /** Opens an address and follows redirects as long as they stay on https. */
  open(address: string): Promise<Shown> {
    return this.#load('GET', address);
  }

  /** Sends the form of a page with what a person would fill in, or the button that would be pressed. */
  submit(page: Extract<Shown, { kind: 'page' }>, filled: Readonly<Record<string, string>>): Promise<Shown> {
    const form = formsOf(page.html)[0];
    if (form === undefined) {
      throw new Error(`the page "${headingOf(page.html)}" has no form`);
    }
    const action = new URL(form.action, page.address);
    const body = new URLSearchParams({ ...form.fields, ...filled });
    if (action.protocol === 'http:') {
      // A page that posts to the application: what it sends, in the form of a query.
      action.search = body.toString();
      return Promise.resolve({ kind: 'left', address: action.href });
    }
    return this.#load('POST', action.href, body.toString());
  }

  async #load(method: string, address: string, body?: string): Promise<Shown> {
    let next = { method, address, body };
    for (let hops = 0; hops < mostRedirects; hops++) {
      const response = await this.#send(next);
      this.#keepCookies(response, new URL(next.address).pathname);
      const html = await text(response);
      const { location } = response.headers;
      if (location === undefined) {
        return { kind: 'page', address: next.address, status: response.statusCode ?? 0, html };
      }
      const target = new URL(location, next.address);
      if (target.protocol === 'http:') {
        return { kind: 'left', address: target.href };
      }
      next = { method: 'GET', address: target.href, body: undefined };
    }
    throw new Error('the pages go round in circles');
  }

  #send({ method, address, body }: { method: string; address: string; body: string | undefined }) {
    const { pathname } = new URL(address);
    const cookies = [...this.#cookies.values()].filter(({ path }) => pathname.startsWith(path));
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request(address, {
      method,
      agent: false,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
      headers: {
        Accept: 'text/html',
        Cookie: cookies.map(({ pair }) => pair).join('; '),
        ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
    })
      .once('response', resolve)
      .once('error', reject)
      .end(body);
    return promise;
  }

  #keepCookies(response: IncomingMessage, asked: string): void {
    for (const line of response.headers['set-cookie'] ?? []) {
      const [pair = '', ...attributes] = line.split(/;\s*/u);
      const path = attributes.find((each) => /^path=/iu.test(each))?.slice('path='.length) ?? asked;
      const name = `${pair.slice(0, pair.indexOf('='))} ${path}`;
      if (/expires=Thu, 01 Jan 1970/iu.test(line)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, { path, pair });
      }
    }
  }
}

/** The text of the first heading. */
export function headingOf(html: string): string {
  return plain(/<h1>(.*?)<\/h1>/su.exec(html)?.[1] ?? '');
}

/** Names and values of the buttons on a page. */
export function buttonsOf(html: string): readonly { readonly name: string; readonly value: string }[] {
  return formsOf(html).flatMap(({ buttons }) => buttons);
}

/** What the page says to somebody who looks for what went wrong. */
export function alertOf(html: string): string {
  return plain(/<p role="alert">(.*?)<\/p>/su.exec(html)?.[1] ?? '');
}

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\s([^>]*)>(.*?)<\/form>/gsu)].map(([, head = '', body = '']) => ({
    action: attribute(head, 'action'),
    fields: Object.fromEntries(
      [...body.matchAll(/<input\s([^>]*)>/gu)].map(([, input = '']) => [
        attribute(input, 'name'),
        attribute(input, 'value'),
      ]),
    ),
    buttons: [...body.matchAll(/<button\s([^>]*)>/gu)].map(([, button = '']) => ({
      name: attribute(button, 'name'),
      value: attribute(button, 'value'),
    })),
  }));
}

function attribute(tag: string, name: string): string {
  return plain(new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(tag)?.[1] ?? '');
}

function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/&#(\d+);/gu, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&')
    .trim();
}
