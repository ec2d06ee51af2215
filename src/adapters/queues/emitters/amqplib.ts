import type { EmitterFacts } from '../policies.js';

/**
 * amqplib 0.8 to 2: a lost connection is an `error` of the connection (`lib/connection.js`). That of a channel does not end the
 * process: what an unheard one throws is caught where frames are read, and closes the connection.
 */
export const amqplibEmitters: readonly EmitterFacts[] = [
  { owner: 'ChannelModel', made: ['connect'], unheard: 'exits', close: ['close'] },
];
