import type { StoreOption } from '../options.ts';
import { DiskStore } from './diskStore.ts';
import { HashOnlyStore } from './hashOnlyStore.ts';
import { MemoryStore } from './memoryStore.ts';
import type { ContentStore } from './content.ts';

/** Opens the store that the options name. */
export function openStore(option: StoreOption): ContentStore {
  if (option === 'memory') {
    return new MemoryStore();
  }
  if (option === 'hash') {
    return new HashOnlyStore();
  }
  return new DiskStore(option.disk);
}
