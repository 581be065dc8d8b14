import type { Answer } from '../../http/answer.ts';
import { refuse } from '../../http/errors.ts';
import type { JsonObject } from '../../http/json.ts';
import { type Chart, chartsOf } from '../../workbook/book/charts.ts';
import type { Sheet } from '../../workbook/book/sheet.ts';
import { answer, invalidArgument, list, missing, type WorkbookCall } from './call.ts';
import { type Ask, functionCall, keyed, type WorkbookAction } from './path.ts';

const FITTING_MODES = ['fit', 'fitandcenter', 'fill'];
/** Pixels in a point. */
const PIXELS = 96 / 72;
const LARGEST = 4_096;

export function chartAction(ask: Ask, sheetOf: (call: WorkbookCall) => Sheet): WorkbookAction | undefined {
  const found = keyed(ask, 'charts');
  if (found === undefined || ask.method !== 'GET') {
    return undefined;
  }
  const { key, rest } = found;
  if (key === undefined) {
    return { name: 'listCharts', run: (call) => list(call, 'charts', chartsIn(call, sheetOf).map(chartJson)) };
  }
  const chartOf = (call: WorkbookCall): Chart => {
    const wanted = key.toLowerCase();
    const chart = chartsIn(call, sheetOf).find(({ id, name }) =>
      [id, name].some((each) => each.toLowerCase() === wanted),
    );
    if (chart === undefined) {
      throw missing('chart');
    }
    return chart;
  };
  if (rest.path.length === 0) {
    return { name: 'getChart', run: (call) => answer(call, 'microsoft.graph.workbookChart', chartJson(chartOf(call))) };
  }
  // The service does not know the function by its full name (microsoftgraph/msgraph-sdk-dotnet#107).
  const image = functionCall(rest.path[0]);
  return image?.name === 'image' && rest.path.length === 1
    ? { name: 'chartImage', run: (call) => picture(call, chartOf(call), image.parameters) }
    : undefined;
}

function chartsIn(call: WorkbookCall, sheetOf: (call: WorkbookCall) => Sheet): Chart[] {
  return chartsOf(call.document.book.archive, sheetOf(call));
}

function chartJson({ id, name, left, top, width, height }: Chart): JsonObject {
  return { '@odata.id': `charts('${encodeURIComponent(id)}')`, id, name, left, top, width, height };
}

/** chart: image. */
async function picture(
  call: WorkbookCall,
  chart: Chart,
  { width = '0', height = '0', fittingmode = 'fit' }: Readonly<Record<string, string>>,
): Promise<Answer> {
  const asked = { width: Number(width), height: Number(height) };
  const isValid = [asked.width, asked.height].every((each) => Number.isInteger(each) && each >= 0 && each <= LARGEST);
  if (!isValid || !FITTING_MODES.includes(fittingmode.toLowerCase())) {
    throw invalidArgument('The size or the fitting mode is not valid.');
  }
  // Takes a while to load; only who looks at charts waits for it.
  const { drawChart } = await import('../../workbook/book/chartImage.ts');
  const size = call.settings.ignoreChartSize
    ? sizeOf(chart, { width: 0, height: 0 }, '')
    : sizeOf(chart, asked, fittingmode);
  const png = drawChart(call.document, chart.part, size);
  if (png === undefined) {
    throw refuse(
      500,
      'GeneralException',
      'There was an internal error while processing the request.',
      'generalException',
    );
  }
  return answer(call, 'Edm.String', { value: png.toString('base64') });
}

/** `fill` takes the size as it is; else the chart keeps its proportions inside of it. */
function sizeOf(
  chart: Chart,
  { width, height }: { readonly width: number; readonly height: number },
  mode: string,
): { width: number; height: number } {
  const own = { width: Math.round(chart.width * PIXELS), height: Math.round(chart.height * PIXELS) };
  if (width === 0 && height === 0) {
    return own;
  }
  if (mode.toLowerCase() === 'fill' && width > 0 && height > 0) {
    return { width, height };
  }
  const scale = Math.min(width === 0 ? Infinity : width / own.width, height === 0 ? Infinity : height / own.height);
  return { width: Math.round(own.width * scale), height: Math.round(own.height * scale) };
}
