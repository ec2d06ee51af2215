import type { EmitterFacts } from '../policies.js';

/** rascal 21: the broker passes on the errors of its connections (`lib/amqp/{Vhost,Broker}.js`), also those it recovers from. */
export const rascalEmitters: readonly EmitterFacts[] = [
  {
    owner: 'BrokerAsPromised',
    made: ['BrokerAsPromised.create', 'createBrokerAsPromised'],
    unheard: 'exits',
    close: ['shutdown'],
  },
];
