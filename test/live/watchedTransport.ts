import { parseJsonObject } from '../../src/base/json.ts';
import { graphErrorOf } from '../../src/graph/errors.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/graph/transport.ts';
import { UploadUrl } from '../../src/graph/uploadUrl.ts';
import { hostKindOf } from './hostKinds.ts';

/** The product's transport, with an eye on what no caller of it is told. */
export class WatchedTransport implements Transport {
  /** Upload sessions that the service may still have, by their address. */
  readonly #sessions = new Map<string, UploadUrl>();
  /** Names of the rate-limit headers that were seen, on Graph and on upload hosts. */
  readonly rateHeaders = { graph: new Set<string>(), upload: new Set<string>() };
  /** Answers of upload hosts. */
  uploadAnswers = 0;
  readonly uploadHosts = new Set<string>();
  /** Error codes of requests about workbooks. */
  readonly workbookCodes = new Set<string>();
  /** Bytes of the fragments that were sent. */
  fragmentBytes = 0;
  readonly #transport: Transport;
  readonly #graph: string;

  /** @param graph origin of Graph. */
  constructor(transport: Transport, graph: string) {
    this.#transport = transport;
    this.#graph = graph;
  }

  get sessions(): readonly UploadUrl[] {
    return [...this.#sessions.values()];
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const isGraph = new URL(request.url).origin === this.#graph;
    if (!isGraph && request.method === 'PUT' && typeof request.body === 'object' && 'length' in request.body) {
      this.fragmentBytes += request.body.length;
    }
    const response = await this.#transport.send(request, signal);
    for (const name of response.headers.keys()) {
      if (name.startsWith('ratelimit')) {
        this.rateHeaders[isGraph ? 'graph' : 'upload'].add(name);
      }
    }
    if (isGraph) {
      this.#noteGraph(request, response);
    } else {
      this.#noteUpload(request, response);
    }
    return response;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #noteGraph({ url }: HttpRequest, response: HttpResponse): void {
    if (response.status >= 400 && /\/workbook\//u.test(url)) {
      graphErrorOf(response, undefined).codes.forEach((code) => this.workbookCodes.add(code));
    }
    const uploadUrl = /\/createUploadSession(?:\?|$)/u.test(url) ? textIn(response.body, 'uploadUrl') : undefined;
    if (uploadUrl !== undefined) {
      this.uploadHosts.add(hostKindOf(new URL(uploadUrl)));
      this.#sessions.set(uploadUrl, new UploadUrl(uploadUrl));
    }
  }

  #noteUpload({ url, method }: HttpRequest, response: HttpResponse): void {
    this.uploadAnswers++;
    const stored = response.status < 300 && textIn(response.body, 'id') !== undefined;
    const deleted = method === 'DELETE' && (response.status < 300 || response.status === 404);
    if (stored || deleted) {
      this.#sessions.delete(url);
    }
  }
}

function textIn(body: string, key: string): string | undefined {
  const value = parseJsonObject(body)?.[key];
  return typeof value === 'string' ? value : undefined;
}
