import type { Memento } from 'vscode';
import type { SharedList } from '../../upload/journal/ports.ts';
import { listKey } from './pending.ts';

/** The list of pending uploads in VS Code's global state: one for all windows of a person, on whatever machine. */
export function sharedList(globalState: Memento): SharedList {
  return {
    read: () => globalState.get<unknown>(listKey),
    write: async (list) => {
      await globalState.update(listKey, list.length === 0 ? undefined : list);
    },
  };
}
