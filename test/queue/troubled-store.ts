import { createMemoryStore, type QueueStore } from '../../src/queue/index.js';

/** A memory store some of whose methods are replaced; the replacements may call the original. */
export function createTroubledStore(change: (original: QueueStore) => Partial<QueueStore>): QueueStore {
  const original = createMemoryStore();
  const changes = change(original);
  return new Proxy(original, {
    get(_target, name: keyof QueueStore) {
      return changes[name] ?? original[name].bind(original);
    },
  });
}
