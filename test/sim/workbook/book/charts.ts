import { type Archive, attribute, children, descend, type Element, textOf } from './archive.ts';
import type { Sheet } from './sheet.ts';

/** EMU in a point. */
const EMU = 12_700;
/** Of a cell that nobody resized, in points. */
const CELL = { width: 48, height: 15 };

/** A chart on a sheet; lengths in points. */
export interface Chart {
  readonly id: string;
  readonly name: string;
  readonly part: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The charts of a sheet in the order of their drawing. */
export function chartsOf(archive: Archive, sheet: Sheet): Chart[] {
  return [...archive.relations(sheet.part).values()]
    .filter(({ kind }) => kind === 'drawing')
    .flatMap(({ part }) => chartsOfDrawing(archive, part));
}

function chartsOfDrawing(archive: Archive, drawing: string): Chart[] {
  const root = archive.xml(drawing);
  const relations = archive.relations(drawing);
  const anchors = ['twoCellAnchor', 'oneCellAnchor', 'absoluteAnchor'].flatMap((kind) => children(root, kind));
  return anchors.flatMap((anchor) => {
    const frame = descend(anchor, 'graphicFrame');
    const part = relations.get(attribute(descend(frame, 'graphic', 'graphicData', 'chart'), 'id'))?.part;
    const about = descend(frame, 'nvGraphicFramePr', 'cNvPr');
    if (part === undefined || about === undefined) {
      return [];
    }
    const number = Number(attribute(about, 'id')).toString(16).toUpperCase().padStart(4, '0');
    return [
      { id: `{${number}0000-0008-0000-0000-000000000000}`, name: attribute(about, 'name'), part, ...place(anchor) },
    ];
  });
}

function place(anchor: Element): Pick<Chart, 'left' | 'top' | 'width' | 'height'> {
  const start = corner(descend(anchor, 'from'));
  const end = corner(descend(anchor, 'to'));
  const extent = descend(anchor, 'ext');
  const width = extent === undefined ? end.x - start.x : Number(attribute(extent, 'cx')) / EMU;
  const height = extent === undefined ? end.y - start.y : Number(attribute(extent, 'cy')) / EMU;
  return { left: start.x, top: start.y, width, height };
}

function corner(element: Element | undefined): { x: number; y: number } {
  const number = (name: string): number => Number(textOf(element, name) ?? 0);
  return {
    x: number('col') * CELL.width + number('colOff') / EMU,
    y: number('row') * CELL.height + number('rowOff') / EMU,
  };
}

/** What can be drawn. */
export type ChartKind = 'bar' | 'line' | 'pie' | 'doughnut' | 'scatter' | 'area';

export interface Series {
  readonly kind: ChartKind;
  /** References to cells, or a text. */
  readonly name: string | undefined;
  readonly categories: string | undefined;
  readonly values: string;
}

export interface ChartPlan {
  readonly title: string;
  readonly isHorizontal: boolean;
  readonly isStacked: boolean;
  readonly series: readonly Series[];
}

const KINDS: Readonly<Record<string, ChartKind>> = {
  barChart: 'bar',
  lineChart: 'line',
  pieChart: 'pie',
  doughnutChart: 'doughnut',
  scatterChart: 'scatter',
  areaChart: 'area',
};

/** What a chart shows (ECMA-376 part 1, 21.2); undefined when it is of a kind that cannot be drawn. */
export function readChart(archive: Archive, part: string): ChartPlan | undefined {
  const chart = descend(archive.xml(part), 'chart');
  const area = descend(chart, 'plotArea');
  const groups = Object.keys(area ?? {}).filter((name) => name.endsWith('Chart'));
  if (groups.length === 0 || groups.some((name) => KINDS[name] === undefined)) {
    return undefined;
  }
  const series = groups.flatMap((name) =>
    children(area, name).flatMap((group) =>
      children(group, 'ser').map((each): Series => {
        const kind = KINDS[name] ?? 'bar';
        return {
          kind,
          name: reference(descend(each, 'tx')) ?? textOf(descend(each, 'tx'), 'v'),
          categories: reference(descend(each, kind === 'scatter' ? 'xVal' : 'cat')),
          values: reference(descend(each, kind === 'scatter' ? 'yVal' : 'val')) ?? '',
        };
      }),
    ),
  );
  const bars = descend(area, 'barChart');
  return {
    title: titleOf(descend(chart, 'title')),
    isHorizontal: attribute(descend(bars, 'barDir'), 'val') === 'bar',
    isStacked: groups.some((name) => /stacked/iu.test(attribute(descend(area, name, 'grouping'), 'val'))),
    series,
  };
}

function reference(element: Element | undefined): string | undefined {
  for (const kind of ['numRef', 'strRef', 'multiLvlStrRef']) {
    const formula = textOf(descend(element, kind), 'f');
    if (formula !== undefined) {
      return formula;
    }
  }
  return undefined;
}

function titleOf(element: Element | undefined): string {
  return children(descend(element, 'tx', 'rich'), 'p')
    .flatMap((paragraph) => children(paragraph, 'r'))
    .map((run) => textOf(run, 't') ?? '')
    .join('');
}
