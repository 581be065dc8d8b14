import type { Report } from './model.ts';

export interface Counts {
  readonly agreed: number;
  readonly differences: number;
  readonly settled: number;
}

export function countsOf({ checks, questions }: Report): Counts {
  const comparisons = checks.flatMap((check) => check.comparisons);
  const agreed = comparisons.filter(({ agrees }) => agrees).length;
  return {
    agreed,
    differences: comparisons.length - agreed,
    settled: questions.filter(({ answer }) => answer.settled).length,
  };
}

/** The report for people, in Markdown. Holds no names, addresses, ids and secrets. */
export function renderReport(report: Report, when: Date): string {
  const { service, driveType, permissions, checks, questions, problems } = report;
  const { agreed, differences, settled } = countsOf(report);
  const differing = checks.flatMap(({ title, comparisons }) =>
    comparisons.filter(({ agrees }) => !agrees).map(({ what, expected, seen }) => [title, what, expected, seen]),
  );
  const agreeing = checks.map(({ title, comparisons }) => [
    title,
    comparisons.flatMap(({ what, seen, agrees }) => (agrees ? [`${what}: ${seen}`] : [])).join('; '),
  ]);
  return [
    '# Live check of OneDrive Sessions',
    `${when.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${service}, ${driveType} drive, permissions: ${permissions}`,
    `**${agreed} findings as the simulator has them, ${differences} others, ${settled} of ${questions.length} open questions settled.**`,
    ...problems.map((problem) => `**${problem}**`),
    '## What differs from the simulator',
    differing.length === 0 ? 'Nothing.' : table(['Check', 'Finding', 'Simulator', 'Here'], differing),
    '## What agrees',
    table(['Check', 'Findings'], agreeing),
    '## Open questions',
    table(
      ['Question', 'Settled', 'Answer'],
      questions.map(({ title, answer }) => [title, answer.settled ? 'yes' : 'no', answer.text]),
    ),
    '',
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
