import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { spoilBody } from './faultAnswers.ts';

/** Bytes of content that are written at once. */
const PIECE = 64 * 1024;

/** Writes the answer. True when all of it went out as the route meant it. */
export async function respond(x: Exchange, answer: Answer): Promise<boolean> {
  const { response, plan } = x;
  const headers = { ...x.answerHeaders, Date: new Date(x.now).toUTCString(), ...answer.headers };
  if (answer.content !== undefined) {
    return sendContent(x, answer, answer.content, headers);
  }
  const text = answer.html ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
  const { status, body, html } = spoilBody(plan, answer, text);
  const bytes = Buffer.from(body);
  const type = html || answer.html !== undefined ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, {
    ...headers,
    ...(bytes.length === 0 ? {} : { 'Content-Type': type }),
    ...(status === 204 || status === 304 ? {} : { 'Content-Length': String(bytes.length) }),
  });
  x.entry.status = status;
  const cut = plan.of('cutAnswer');
  if (cut !== undefined && cut.afterBytes < bytes.length) {
    response.flushHeaders();
    await write(x, bytes.subarray(0, cut.afterBytes));
    x.request.socket.destroySoon();
    return false;
  }
  await write(x, bytes);
  response.end();
  const spoiled = plan.of('html') ?? plan.of('truncatedJson') ?? plan.of('malformedJson');
  return spoiled === undefined && !response.destroyed;
}

async function sendContent(
  x: Exchange,
  answer: Answer,
  { content, start, end }: NonNullable<Answer['content']>,
  headers: Record<string, string>,
): Promise<boolean> {
  const { response } = x;
  response.writeHead(answer.status, { ...headers, 'Content-Length': String(end - start) });
  x.entry.status = answer.status;
  for (let at = start; at < end && !response.destroyed; at += PIECE) {
    await write(x, content.read(at, Math.min(at + PIECE, end)));
  }
  response.end();
  return !response.destroyed;
}

/** Leaves no listener behind: an answer can have thousands of pieces. */
function drainedOrClosed(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const go = (): void => {
    response.off('drain', go).off('close', go);
    resolve();
  };
  response.on('drain', go).on('close', go);
  return promise;
}

/** Writes at the speed of the line and of the reader. */
async function write(x: Exchange, bytes: Buffer): Promise<void> {
  const { response, service, request } = x;
  if (bytes.length === 0 || response.destroyed) {
    return;
  }
  x.entry.responseBytes += bytes.length;
  await service.shaper.carry(request.socket, bytes.length);
  const drained = response.write(bytes) || response.destroyed;
  if (!drained) {
    await drainedOrClosed(response);
  }
}
