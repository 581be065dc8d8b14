import { type Answer, noContent } from '../../http/answer.ts';
import { refuse } from '../../http/errors.ts';
import { type Area, columnCount, isUnbounded, rowCount } from '../../workbook/book/a1.ts';
import { rangeJson } from '../../workbook/book/rangeJson.ts';
import type { Sheet } from '../../workbook/book/sheet.ts';
import { RangeRefusal, readChange, writeRange } from '../../workbook/book/writeRange.ts';
import { answer, body, invalidArgument, save, selected, type WorkbookCall } from './call.ts';
import type { Ask, WorkbookAction } from './path.ts';

const RANGE = 'microsoft.graph.workbookRange';
const CLEARS = ['All', 'Formats', 'Contents', 'Hyperlinks', 'RemoveHyperlinks'];

interface Place {
  readonly sheet: Sheet;
  readonly area: Area;
}

/** What can be asked of a range; `place` finds it, and throws when there is none. */
export function rangeAction(
  { method, path }: Ask,
  place: (call: WorkbookCall) => Place,
  read: WorkbookAction['name'] = 'readRange',
): WorkbookAction | undefined {
  switch (`${method} ${path.join('/')}`.replace(/\(\)$/u, '')) {
    case 'GET ':
      return { name: read, run: (call) => readRange(call, place(call)) };
    case 'PATCH ':
      return { name: 'writeRange', run: (call) => writeCells(call, place(call)) };
    case 'POST clear':
      return { name: 'clearRange', run: (call) => clear(call, place(call)) };
    default:
      return undefined;
  }
}

function readRange(call: WorkbookCall, { sheet, area }: Place): Answer {
  const { x, document, settings } = call;
  const { cellLimit, overCellLimit } = settings;
  const isTooLarge = !isUnbounded(area) && rowCount(area) * columnCount(area) > cellLimit;
  if (isTooLarge && overCellLimit === 'refuse') {
    throw refuse(400, 'RangeExceedsLimit', 'The range has too many cells.', 'rangeExceedsLimit');
  }
  return answer(call, RANGE, rangeJson(document, sheet, area, { wanted: selected(x), cellLimit }));
}

/** range: update. */
async function writeCells(call: WorkbookCall, { sheet, area }: Place): Promise<Answer> {
  const given = await body(call);
  try {
    writeRange(call.document, sheet, area, readChange(given, area), holeOf(call, area));
  } catch (error) {
    throw error instanceof RangeRefusal ? invalidArgument(error.message) : error;
  }
  save(call);
  return readRange(call, { sheet, area });
}

/** Rows that are not written although the answer says so. */
function holeOf({ x }: WorkbookCall, area: Area): number {
  const hole = x.plan.of('hole');
  return hole === undefined ? 0 : (hole.rows ?? rowCount(area));
}

/** range: clear. */
async function clear(call: WorkbookCall, { sheet, area }: Place): Promise<Answer> {
  const { applyTo = 'All' } = await body(call);
  if (typeof applyTo !== 'string' || !CLEARS.includes(applyTo)) {
    throw invalidArgument('applyTo is not valid.');
  }
  const { document } = call;
  const used = sheet.usedRange(false);
  for (let row = area.top; row <= Math.min(area.bottom, used.bottom); row += 1) {
    for (let column = area.left; column <= Math.min(area.right, used.right); column += 1) {
      const { value, formula, style } = sheet.at(row, column);
      const keepsContents = applyTo === 'Formats' || applyTo.endsWith('Hyperlinks');
      document.put(sheet, row, column, {
        ...(keepsContents ? { value, formula } : { value: null }),
        style: applyTo === 'All' || applyTo === 'Formats' ? 0 : style,
      });
    }
  }
  save(call);
  return noContent;
}
