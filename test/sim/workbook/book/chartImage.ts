import { createCanvas } from '@napi-rs/canvas';
import { Chart, type ChartConfiguration, type ChartDataset, registerables } from 'chart.js';
import { type ChartPlan, readChart, type Series } from './charts.ts';
import type { Document } from './document.ts';
import { valueJson } from './rangeJson.ts';
import type { CellValue } from './sheet.ts';

Chart.register(...registerables);

const COLOURS = ['#4472c4', '#ed7d31', '#a5a5a5', '#ffc000', '#5b9bd5', '#70ad47', '#264478', '#9e480e'];

/** Draws a chart from the cells as they are now; undefined when it is of a kind that cannot be drawn. Sizes in pixels. */
export function drawChart(
  document: Document,
  part: string,
  size: { readonly width: number; readonly height: number },
): Buffer | undefined {
  const plan = readChart(document.book.archive, part);
  if (plan === undefined) {
    return undefined;
  }
  const canvas = createCanvas(size.width, size.height);
  const context: unknown = canvas.getContext('2d');
  const chart = new Chart(asContext(context), configuration(document, plan));
  const picture = canvas.toBuffer('image/png');
  chart.destroy();
  return picture;
}

/** What the library draws on; the canvas here has all that it uses. */
type Surface = ConstructorParameters<typeof Chart>[0];

function asContext(context: unknown): Surface {
  if (isSurface(context)) {
    return context;
  }
  throw new Error('there is no canvas');
}

function isSurface(context: unknown): context is Surface {
  return typeof context === 'object' && context !== null;
}

function configuration(document: Document, plan: ChartPlan): ChartConfiguration {
  const [first] = plan.series;
  const isRound = first?.kind === 'pie' || first?.kind === 'doughnut';
  const axis = { beginAtZero: true, stacked: plan.isStacked };
  return {
    type: first === undefined ? 'bar' : typeOf(first),
    data: {
      labels: cells(document, first?.categories).map(valueJson),
      datasets: plan.series.map((series, index) => dataset(document, series, index)),
    },
    options: {
      responsive: false,
      animation: false,
      devicePixelRatio: 1,
      indexAxis: plan.isHorizontal ? 'y' : 'x',
      ...(isRound ? {} : { scales: { x: { stacked: plan.isStacked }, y: axis } }),
      plugins: { title: { display: plan.title !== '', text: plan.title } },
    },
    plugins: [
      {
        id: 'paper',
        beforeDraw: ({ ctx, width, height }) => {
          ctx.fillStyle = '#ffffff';
          ctx.fillRect(0, 0, width, height);
        },
      },
    ],
  };
}

function typeOf({ kind }: Series): ChartConfiguration['type'] {
  return kind === 'area' ? 'line' : kind;
}

function dataset(document: Document, series: Series, index: number): ChartDataset {
  const values = cells(document, series.values).map((value) => (typeof value === 'number' ? value : NaN));
  const isRound = series.kind === 'pie' || series.kind === 'doughnut';
  const colour = COLOURS[index % COLOURS.length] ?? '#4472c4';
  const label = cells(document, series.name).map(valueJson).join(' ') || (series.name ?? `Series${index + 1}`);
  const look = {
    label,
    backgroundColor: isRound ? values.map((_, slice) => COLOURS[slice % COLOURS.length] ?? colour) : colour,
    borderColor: isRound ? '#ffffff' : colour,
  };
  if (series.kind === 'scatter') {
    const x = cells(document, series.categories);
    const points = values.map((y, at) => ({ x: Number(x[at] ?? at + 1), y }));
    return { type: 'scatter', ...look, data: points };
  }
  return series.kind === 'area'
    ? { type: 'line', ...look, data: values, fill: 'origin' }
    : { type: typeOf(series), ...look, data: values };
}

/** The values of the cells that a reference names, one after another. */
function cells(document: Document, reference: string | undefined): CellValue[] {
  const found = reference === undefined ? undefined : document.book.resolve(reference);
  if (found === undefined) {
    return [];
  }
  const { top, left, right } = found.area;
  const bottom = Math.min(found.area.bottom, found.sheet.usedRange(true).bottom);
  const values: CellValue[] = [];
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      values.push(found.sheet.at(row, column).value);
    }
  }
  return values;
}
