import type { EmitterFacts } from '../policies.js';

/** node-redis 4 to 6: `error` of the socket is emitted on the client (`client/index.js`, `client/pool.js`), also while it reconnects. */
export const redisEmitters: readonly EmitterFacts[] = [
  {
    owner: 'RedisClient',
    made: ['createClient'],
    unheard: 'exits',
    close: ['quit', 'disconnect', 'close', 'destroy'],
  },
  {
    owner: 'RedisClientPool',
    versions: '>=5',
    made: ['createClientPool'],
    unheard: 'exits',
    close: ['close', 'destroy'],
  },
];
