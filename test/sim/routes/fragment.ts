import { occupant } from '../drive/placement.ts';
import { graphTime } from '../drive/times.ts';
import type { Answer } from '../http/answer.ts';
import { badRange, badRequest, nameTaken, refuse } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Json } from '../http/json.ts';
import { commitSession } from '../upload/commit.ts';
import { type ByteRange, isLast, parseContentRange, rangeLength } from '../upload/contentRange.ts';
import { FragmentWriter } from '../upload/fragmentWriter.ts';
import { FILE_LIMIT, FRAGMENT_GRID, FRAGMENT_LIMIT, MESSAGE_LIMIT } from '../upload/limits.ts';
import type { UploadSession } from '../upload/session.ts';
import { takeTurn } from '../upload/turns.ts';

/** PUT to an upload URL: one fragment. The last one makes the item, unless the commit was deferred. */
export async function putFragment(x: Exchange, session: UploadSession): Promise<Answer> {
  const range = checkedRange(x);
  const turn = await takeTurn(session, x.request.socket, x.service.shaper);
  if (turn === undefined) {
    x.violate('parallelFragments', `session ${session.ordinal} was still receiving a fragment`);
    throw badRange('Another fragment of this session is on its way.', 'fragmentOutOfOrder');
  }
  try {
    checkAgainstSession(x, session, range);
    const stored = await receive(x, session, range);
    const refusal = session.refusal();
    if (refusal !== undefined) {
      throw refusal;
    }
    if (!stored) {
      return statusAnswer(x, session, 202);
    }
    if (session.complete && !session.setup.deferCommit) {
      return await commitSession(x, session);
    }
    return statusAnswer(x, session, 202);
  } finally {
    turn.end();
  }
}

/** @throws ServiceError 400, 411, 413 for what can be told from the headers alone. */
function checkedRange(x: Exchange): ByteRange {
  const lengthHeader = x.header('content-length');
  if (lengthHeader === undefined) {
    x.violate('missingContentLength', 'no Content-Length');
    throw refuse(411, 'invalidRequest', 'Content-Length is required.');
  }
  const header = x.header('content-range');
  const range = parseContentRange(header);
  const length = Number(lengthHeader);
  if (range === undefined) {
    if (length === 0 || header?.endsWith('/0') === true) {
      x.violate('zeroByteSession', `Content-Range ${header ?? 'missing'}`);
    } else {
      x.violate('malformedContentRange', `Content-Range ${header ?? 'missing'}`);
    }
    throw badRequest('The Content-Range header is missing or malformed.');
  }
  if (length >= FRAGMENT_LIMIT) {
    x.violate('fragmentTooLarge', `${length} bytes`);
    const tolerated = x.service.violations.allows('fragmentTooLarge') && length <= MESSAGE_LIMIT;
    if (!tolerated) {
      throw refuse(413, 'invalidRequest', 'The fragment is too large.', 'maxFragmentLengthExceeded');
    }
  }
  if (rangeLength(range) !== length) {
    x.violate('malformedContentRange', `${header} with Content-Length ${length}`);
    throw badRequest('Content-Length does not match Content-Range.');
  }
  if (range.total > FILE_LIMIT) {
    throw refuse(413, 'invalidRequest', 'The file is too large.', 'maxFileSizeExceeded');
  }
  return range;
}

/** @throws ServiceError 400, 409, 416 */
function checkAgainstSession(x: Exchange, session: UploadSession, range: ByteRange): void {
  const { behaviours } = session.setup.target.drive;
  if (session.total !== undefined && session.total !== range.total) {
    x.violate('changedTotal', `${range.total} after ${session.total}`);
    throw badRequest('The declared total length differs from before.', 'fragmentLengthMismatch');
  }
  if (range.start !== session.accepted) {
    if (session.told !== undefined && session.told !== range.start) {
      x.violate('fragmentOutOfOrder', `starts at ${range.start}, expected ${session.told}`);
    }
    if (range.start < session.accepted) {
      throw badRange('The fragment was received before.', 'fragmentOverlap');
    }
    throw badRange('The fragment is out of order.', 'fragmentOutOfOrder');
  }
  if (!isLast(range) && rangeLength(range) % FRAGMENT_GRID !== 0) {
    x.violate('unalignedFragment', `${rangeLength(range)} bytes from ${range.start}`);
    if (behaviours.unalignedFragments === 'refuse') {
      throw badRequest('The fragment length is not a multiple of 320 KiB.');
    }
    session.unaligned = true;
  }
  if (behaviours.lateFail && session.setup.behaviour === 'fail' && occupant(session.setup.target) !== undefined) {
    throw nameTaken();
  }
  session.total = range.total;
}

/** Reads the body; false when only part of the fragment was stored. */
async function receive(x: Exchange, session: UploadSession, range: ByteRange): Promise<boolean> {
  const { plan, service } = x;
  const length = rangeLength(range);
  const cut = x.cutWithin(length);
  const before = plan.at('status', 'before');
  const part = plan.of('keepPart');
  const atMost = cut ? (cut.keep ?? 0) : before ? (before.keep ?? 0) : (part?.bytes ?? Infinity);
  const writer = new FragmentWriter(session, atMost);
  session.forgetTold();
  const { bytes } = await x.pumpContent((piece) => writer.write(piece));
  await service.shaper.store();
  const whole = bytes === length;
  const keepRest = session.setup.target.drive.behaviours.interruptedFragment === 'keep';
  if (writer.written > 0 && (whole || cut !== undefined || keepRest)) {
    writer.keep(x.now);
  } else {
    writer.drop();
  }
  const rewind = plan.of('rewind');
  if (rewind !== undefined) {
    session.rewind(rewind.fragments);
  }
  return atMost === Infinity && whole && rewind === undefined;
}

/** What an upload URL says about missing bytes; in whatever form a fault asks for. */
export function statusAnswer(x: Exchange, session: UploadSession, status: 200 | 202): Answer {
  const { accepted, total, complete } = session;
  const form = x.plan.of('ranges')?.form;
  const expires = graphTime(session.expires, 'personal');
  const json: Record<string, Json> = form === 'noExpiry' ? {} : { expirationDateTime: expires };
  const open = complete ? [] : [`${accepted}-`];
  if (form === 'missing' || form === 'empty') {
    session.forgetTold();
  } else {
    session.tell(accepted, x.request.socket);
  }
  session.toldComplete = form === 'empty' || complete;
  switch (form) {
    case undefined:
    case 'noExpiry':
      json['nextExpectedRanges'] = open;
      break;
    case 'missing':
      break;
    case 'empty':
      json['nextExpectedRanges'] = [];
      break;
    case 'otherCase':
      json['NextExpectedRanges'] = open;
      break;
    case 'closed':
      json['nextExpectedRanges'] = complete ? [] : [`${accepted}-${(total ?? accepted + 1) - 1}`];
      break;
    case 'several': {
      const middle = accepted + Math.ceil(((total ?? accepted + 2) - accepted) / 2);
      json['nextExpectedRanges'] = complete ? [] : [`${accepted}-${middle - 1}`, `${middle}-`];
      break;
    }
  }
  return { status, json };
}
