import { refOf, uploadWorkbook } from '../checks/workbooks.ts';
import type { Question } from '../model.ts';
import { errorWords, outcomeOf, tried } from '../outcome.ts';

const longestLockMs = 5 * 60_000;
const lookMs = 5000;

export const workbookQuestions: readonly Question[] = [
  {
    title: 'Can a workbook with macros (.xlsm) have a session?',
    answer: async (live, signal) => {
      const result = await uploadWorkbook(live, 'macros.xlsm', signal);
      if (result.status !== 'uploaded') {
        return { settled: false, text: `It was not stored: ${outcomeOf(result)}.` };
      }
      const workbook = refOf(result.item);
      const opened = await tried(async () => {
        const session = await live.openWorkbook(workbook, false, signal);
        await live.closeWorkbook(session, signal);
      }, signal);
      return {
        settled: true,
        text: `${opened === 'done' ? 'Yes' : `No: ${opened}`}. Neither .xlsb nor a limit of the size was tried.`,
      };
    },
  },
  {
    title: 'How long does a workbook stay locked for uploads after its session was closed?',
    answer: async (live, signal) => {
      const name = 'locked.xlsx';
      const { clock } = live.target;
      const result = await uploadWorkbook(live, name, signal);
      if (result.status !== 'uploaded') {
        return { settled: false, text: `The workbook was not stored: ${outcomeOf(result)}.` };
      }
      const workbook = refOf(result.item);
      try {
        const session = await live.openWorkbook(workbook, true, signal);
        const during = outcomeOf(await uploadWorkbook(live, name, signal, 'replace'));
        await live.closeWorkbook(session, signal);
        const closed = clock.monotonic();
        for (;;) {
          const after = await uploadWorkbook(live, name, signal, 'replace');
          const seconds = Math.round((clock.monotonic() - closed) / 1000);
          if (after.status === 'uploaded') {
            return { settled: true, text: `During the session: ${during}. Replaced ${seconds} s after its end.` };
          }
          if (clock.monotonic() - closed > longestLockMs) {
            return { settled: true, text: `During the session: ${during}. After ${seconds} s: ${outcomeOf(after)}.` };
          }
          await clock.delay(lookMs, signal);
        }
      } catch (error) {
        signal.throwIfAborted();
        return { settled: false, text: `There was no session: ${errorWords(error)}.` };
      }
    },
  },
  {
    title: 'Is there an error code like EditModeCannotAcquireLock?',
    answer: ({ transport }) => {
      const codes = [...transport.workbookCodes].toSorted();
      const seen = codes.some((code) => /CannotAcquireLock/iu.test(code));
      return Promise.resolve({ settled: seen, text: `Codes about workbooks: ${codes.join(', ') || 'none'}.` });
    },
  },
];
