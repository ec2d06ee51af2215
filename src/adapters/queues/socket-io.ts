import { defineQueue } from './shape.js';

const owners = ['StrictEventEmitter', 'BroadcastOperator', 'Namespace', 'Socket'];

/**
 * socket.io 4: the counterpart of Django Channels. Delivered at most once, to whoever is connected: no storage, no retry.
 * Facts: `dist/{typed-events,broadcast-operator,namespace,socket}.d.ts`, the wire measured through `socket.io-parser`.
 */
export const socketIo = defineQueue({
  id: 'socket.io',
  title: 'socket.io',
  kind: 'lossy',
  unit: 'event',
  packages: { 'socket.io': '>=4 <5' },
  enqueue: owners.map((owner) => ({ owner, member: 'emit', queueName: '#0', payload: '#1+' })),
  queues: [],
  workers: [],
  codec: 'socketio',
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: false,
    schedule: false,
    priority: false,
    durable: false,
    maxPayload: 1_000_000,
    backend: 'connected clients',
  },
});
