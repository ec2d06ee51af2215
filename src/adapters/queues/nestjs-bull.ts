import { defineQueue } from './shape.js';

/** `@nestjs/bull`: producers resolve to Bull itself; `@Process(name)` marks each task's method. */
export const nestjsBull = defineQueue({
  id: 'nestjs-bull',
  title: '@nestjs/bull',
  packages: { '@nestjs/bull': '*' },
  binds: 'bull',
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
      methodDecorator: { name: 'Process', taskName: '#0' },
      payload: 'param0.data',
    },
  ],
  inject: [{ decorator: 'InjectQueue', name: '#0' }],
  codec: 'json',
});
