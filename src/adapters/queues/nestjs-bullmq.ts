import { defineQueue } from './shape.js';

/**
 * `@nestjs/bullmq`: producers resolve to BullMQ itself; decorators give queue names and worker bodies, module registration
 * gives defaults (`bull.module.js`: a queue's own `defaultJobOptions` replace those of `forRoot` as a whole).
 */
export const nestjsBullmq = defineQueue({
  id: 'nestjs-bullmq',
  title: '@nestjs/bullmq',
  packages: { '@nestjs/bullmq': '*' },
  binds: 'bullmq',
  enqueue: [],
  queues: [
    {
      call: { owner: 'BullModule', member: 'registerQueue' },
      name: '#*.name',
      defaults: '#*.defaultJobOptions',
    },
    {
      call: { owner: 'BullModule', member: 'registerQueueAsync' },
      name: '#*.name',
      defaults: '#*.defaultJobOptions',
      factory: '#*.useFactory',
    },
    {
      call: { owner: 'BullModule', member: 'forRoot' },
      name: '',
      defaults: ['#0.defaultJobOptions', '#1.defaultJobOptions'],
      scope: 'global',
    },
    {
      call: { owner: 'BullModule', member: 'forRootAsync' },
      name: '',
      defaults: ['#0.defaultJobOptions', '#1.defaultJobOptions'],
      scope: 'global',
      factory: '#*.useFactory',
    },
  ],
  workers: [
    {
      kind: 'class',
      decorator: 'Processor',
      queueName: '#0',
      options: '#1',
      method: 'process',
      payload: 'param0.data',
    },
  ],
  inject: [{ decorator: 'InjectQueue', name: '#0' }],
  codec: 'json',
});
