import { redisEmitters } from './emitters/redis.js';
import { defineQueue } from './shape.js';

/**
 * Redis pub/sub through ioredis or node-redis: delivered at most once, to whoever listens: no storage, no retry. Facts:
 * ioredis `built/utils/RedisCommander.d.ts`; `@redis/client` `dist/lib/commands/index.d.ts`.
 */
export const redisPubsub = defineQueue({
  id: 'redis-pubsub',
  title: 'Redis pub/sub',
  kind: 'lossy',
  unit: 'channel',
  packages: { ioredis: '>=5', redis: '>=4', '@redis/client': '>=1' },
  enqueue: [
    { owner: 'RedisCommander', member: 'publish', queueName: '#0', payload: '#1|text' },
    { owner: 'RedisCommander', member: 'spublish', queueName: '#0', payload: '#1|text' },
    { owner: '_default', member: 'publish', queueName: '#0', payload: '#1|text' },
  ],
  queues: [],
  workers: [],
  codec: 'json',
  emitters: redisEmitters,
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: false,
    schedule: false,
    priority: false,
    durable: false,
    backend: 'Redis',
  },
});
