import type { Control } from './controlCall.ts';
import { parseWorkbookOption } from './workbook/parseOption.ts';

/** Controls of the workbook service. */
export const WORKBOOK_CONTROLS: Readonly<Record<string, Control>> = {
  'GET /workbooks': ({ simulator }) => simulator.workbookSessions,
  'POST /workbooks': ({ simulator, body }) => simulator.setWorkbooks(parseWorkbookOption(body())),
  'GET /workbook': async ({ simulator, query }) => {
    const given = (name: string): string => query.get(name) ?? '';
    const stored = await simulator.workbook(given('path'), query.get('drive') ?? undefined);
    const [sheet, cell] = [query.get('sheet'), query.get('cell')];
    if (sheet === null || cell === null) {
      return { sheets: stored.sheets };
    }
    return { value: stored.value(sheet, cell), formula: stored.formula(sheet, cell), text: stored.text(sheet, cell) };
  },
};
