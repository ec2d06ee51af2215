import { bull } from './bull.js';
import { bullmq } from './bullmq.js';
import { nestjsBull } from './nestjs-bull.js';
import { nestjsBullmq } from './nestjs-bullmq.js';
import { referenceQueue } from './reference-queue.js';
import { editionsOf, type QueueAdapter, type QueueLibrary } from './shape.js';

/** Every queue library that the tool knows, one entry per file of this folder. */
export const queueLibraries: readonly QueueLibrary[] = [
  bullmq,
  bull,
  nestjsBullmq,
  nestjsBull,
  referenceQueue,
];

/** Their editions: one adapter per range of versions that share their facts. */
export const queueAdapters: readonly QueueAdapter[] = queueLibraries.flatMap(editionsOf);

/** @returns the adapter of this id; for a framework binding, of the library it binds. */
export function boundAdapter(adapter: QueueAdapter): QueueAdapter {
  return queueAdapters.find((other) => other.id === adapter.binds) ?? adapter;
}
