import { base64Bytes } from '../../base/base64.ts';
import { UnexpectedAnswerError } from '../errors.ts';
import { asObject, stringAt } from '../parse.ts';
import type { WorkbookChannel } from './channel.ts';
import { listAll, segment } from './lists.ts';

export interface Chart {
  readonly id: string;
  readonly name: string;
}

/** Charts of a sheet. @throws {GraphError} `generalException` when one of them is of a kind that the service cannot list. */
export function listCharts(channel: WorkbookChannel, sheetId: string, signal: AbortSignal): Promise<Chart[]> {
  return listAll(
    channel,
    {
      label: 'charts',
      path: `worksheets/${segment(sheetId)}/charts`,
      select: 'id,name',
      read: (chart, at) => ({ id: stringAt(chart, 'id', at), name: stringAt(chart, 'name', at) }),
    },
    signal,
  );
}

/** Of a chart's picture, pixels. The service takes them for a wish: the picture tells its own size. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The picture of a chart as PNG (learn.microsoft.com/graph/api/chart-image).
 * @throws {GraphError} when the service cannot draw it.
 */
export function chartImage(
  channel: WorkbookChannel,
  sheetId: string,
  chartId: string,
  size: PictureSize | undefined,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const wish = size === undefined ? '' : `(width=${size.width},height=${size.height},fittingMode='Fit')`;
  return channel.request(
    {
      method: 'GET',
      label: 'chart image',
      path: `worksheets/${segment(sheetId)}/charts/${segment(chartId)}/image${wish}`,
      read: (json) => pngOf(stringAt(asObject(json, ''), 'value', '')),
    },
    signal,
  );
}

/** Source: w3.org/TR/png, "PNG signature". */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function pngOf(base64: string): Uint8Array {
  const bytes = bytesOf(base64);
  if (bytes === undefined || !signature.every((byte, index) => bytes[index] === byte)) {
    throw new UnexpectedAnswerError('malformed', 'value');
  }
  return bytes;
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return base64Bytes(base64);
  } catch {
    return undefined;
  }
}
