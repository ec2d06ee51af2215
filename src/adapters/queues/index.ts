import { bull } from './bull.js';
import { bullmq } from './bullmq.js';
import { nestjsBull } from './nestjs-bull.js';
import { nestjsBullmq } from './nestjs-bullmq.js';
import { referenceQueue } from './reference-queue.js';
import type { QueueAdapter } from './shape.js';

/** Every queue library that the tool knows. */
export const queueAdapters: readonly QueueAdapter[] = [
  bullmq,
  bull,
  nestjsBullmq,
  nestjsBull,
  referenceQueue,
];

/** @returns the adapter of this id; for a framework binding, of the library it binds. */
export function boundAdapter(adapter: QueueAdapter): QueueAdapter {
  return queueAdapters.find((other) => other.id === adapter.binds) ?? adapter;
}
