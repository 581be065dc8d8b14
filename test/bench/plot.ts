import type { Report, Result } from './results.ts';

const width = 900;
const left = 330;
const barHeight = 14;
const gap = 16;
const colours = ['#888888', '#0f6cbd', '#b5651d', '#d9a066', '#5b7f3b', '#9bbf7a'];

/** How near to the limit each client came, as bars of one scale: to the right is better. */
export function plot({ date, results }: Report): string {
  const lanes = [...new Set(results.map(({ lane }) => lane))];
  const groups = Map.groupBy(results, ({ work, line }) => `${work}, ${line}`);
  const parts: string[] = [];
  let y = 40;
  for (const [title, group] of groups) {
    parts.push(text(8, y + barHeight, title, 'bold'));
    for (const result of group) {
      y += barHeight + 4;
      parts.push(...bar(result, y, colours[lanes.indexOf(result.lane) % colours.length] ?? ''));
    }
    y += barHeight + gap;
  }
  const full = left + scale(1);
  parts.push(`<line x1="${full}" y1="34" x2="${full}" y2="${y}" stroke="#444" stroke-dasharray="4 3"/>`);
  const head = text(8, 20, `Share of the limit (dashed: 100 %), ${date}`, 'bold');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 10}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${[head, ...parts].join('\n')}
</svg>
`;
}

function bar({ lane, figures, failure }: Result, y: number, colour: string): string[] {
  // Without a plain PUT in the same run there is no limit on a line that is not slowed down.
  const share = Number.isFinite(figures?.shareOfLimit) ? (figures?.shareOfLimit ?? 0) : 0;
  const length = scale(Math.min(share, 1.2));
  const said = figures === undefined ? `failed: ${failure ?? ''}` : `${(share * 100).toFixed(1)} %`;
  return [
    text(left - 8, y + barHeight - 3, lane, 'normal', 'end'),
    `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" fill="${colour}"/>`,
    text(left + length + 6, y + barHeight - 3, said),
  ];
}

function scale(share: number): number {
  return share * 400;
}

function text(x: number, y: number, words: string, weight = 'normal', anchor = 'start'): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" font-weight="${weight}" text-anchor="${anchor}">${safe}</text>`;
}
