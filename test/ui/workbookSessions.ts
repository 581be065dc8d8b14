import type { Simulator } from '../sim/index.ts';
import type { Surface } from './pages/surface.ts';

/** A workbook that is closed leaves the window at once; its session at the service ends a moment later. */
export async function waitForNoWorkbookSessions(surface: Surface, simulator: Simulator): Promise<void> {
  await surface.until('wait for the end of the sessions of workbooks', async () =>
    simulator.workbookSessions.length === 0 ? true : undefined,
  );
}
