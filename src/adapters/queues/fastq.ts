import { defineQueue } from './shape.js';

/** fastq 1: values that wait for one function in this process. Facts: its `index.d.ts`; nothing outlives the process. */
export const fastq = defineQueue({
  id: 'fastq',
  title: 'fastq',
  kind: 'in-process',
  packages: { fastq: '>=1' },
  enqueue: [
    { owner: 'queue', member: 'push', payload: '#0' },
    { owner: 'queue', member: 'unshift', payload: '#0' },
    { owner: 'queueAsPromised', member: 'push', payload: '#0' },
    { owner: 'queueAsPromised', member: 'unshift', payload: '#0' },
  ],
  queues: [],
  workers: [],
  codec: 'memory',
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: false,
    schedule: false,
    priority: false,
    durable: false,
    backend: 'the process',
  },
});
