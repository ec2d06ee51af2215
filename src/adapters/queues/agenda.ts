import { agendaEmitters } from './emitters/agenda.js';
import { agendaInvalid } from './invalid/agenda.js';
import { defineQueue, type EnqueueLocator } from './shape.js';

/** What every version shares. A recurring job is one document per name: `every` writes it anew. */
const enqueue: readonly EnqueueLocator[] = [
  { owner: 'Agenda', member: 'now', queueName: '#0', payload: '#1' },
  { owner: 'Agenda', member: 'schedule', queueName: '#1', payload: '#2' },
  {
    owner: 'Agenda',
    member: 'every',
    queueName: '#1',
    payload: '#2',
    options: '#3',
    scheduled: true,
    schedule: '#0',
  },
  {
    owner: 'Agenda',
    member: 'create',
    queueName: '#0',
    payload: '#1',
    chain: {
      terminal: 'save',
      setters: {
        unique: 'unique#0',
        schedule: 'schedule#0',
        repeatEvery: 'repeatEvery#0',
        repeatAt: 'repeatAt#0',
        priority: 'priority#0',
      },
    },
  },
];

const capabilities = {
  transaction: 'none',
  deadLetter: 'none',
  concurrency: 'concurrency',
  delay: true,
  schedule: true,
  priority: true,
  durable: true,
  maxPayload: 16 * 1024 * 1024,
  backend: 'MongoDB',
} as const;

/** Agenda 4 to 6. Facts: 6's `dist/index.d.ts`, `Job.{d.ts,js}`, `utils/backoff.d.ts`, `decorators/*`; 4's and 5's `dist/{agenda,job}/*`. */
export const agenda = defineQueue({
  id: 'agenda',
  title: 'Agenda',
  unit: 'task',
  packages: { agenda: '>=4 <7' },
  enqueue,
  queues: [],
  workers: [],
  jobTypes: ['Job'],
  jobPayload: 'attrs.data',
  scheduleOptions: ['repeatEvery', 'repeatAt'],
  // 6 keeps jobs in MongoDB, PostgreSQL or Redis.
  codec: 'json-or-bson',
  dedup: [{ path: 'unique', lasts: 'exists' }],
  waits: [{ member: 'Job.isRunning', polled: true }],
  emitters: agendaEmitters,
  invalid: agendaInvalid,
  capabilities,
  editions: [
    {
      versions: '>=6 <7',
      enqueue: [
        ...enqueue,
        // A debounced task replaces the data of the one that waits.
        { owner: 'Agenda', member: 'nowDebounced', queueName: '#0', payload: '#1' },
      ],
      queues: [
        {
          construct: 'Agenda',
          name: '',
          scope: 'global',
          defaults: '#0.removeOnComplete',
          under: 'removeOnComplete',
        },
      ],
      workers: [
        {
          kind: 'call',
          owner: 'Agenda',
          member: 'define',
          queueName: '#0',
          body: '#1',
          payload: 'param0.attrs.data',
          defaults: '#2',
        },
        // `register.js`: a decorated method takes no back-off.
        { kind: 'method', decorator: 'Define', queueName: '#0.name', payload: 'param0.attrs.data' },
        { kind: 'method', decorator: 'Every', queueName: '#1.name', payload: 'param0.attrs.data' },
      ],
      retry: {
        place: 'definition',
        // A function of the attempt: without it `Job.js` retries nothing.
        attempts: 'backoff',
        backoff: 'backoff',
        counts: 'retries',
        default: 0,
        unit: 'ms',
        formula: 'managed',
        defaultDelay: 0,
        recipe: { backoff: '({ attempt }) => (attempt > 4 ? null : 10_000 * 2 ** (attempt - 1))' },
      },
      results: {
        place: 'definition',
        retention: ['removeOnComplete'],
        oneEntryPerSchedule: true,
        default: 'forever',
        readers: [
          'Agenda.queryJobs',
          'Agenda.getJobsOverview',
          'JobRepository.queryJobs',
          'JobRepository.getJobById',
        ],
        cleaners: ['Agenda.cancel', 'Agenda.cancelAll', 'Agenda.purge', 'Job.remove'],
        recipe: { removeOnComplete: 'true' },
      },
      capabilities: { ...capabilities, backend: 'MongoDB, PostgreSQL or Redis' },
    },
    {
      versions: '>=4 <6',
      workers: [
        {
          kind: 'call',
          owner: 'Agenda',
          member: 'define',
          queueName: '#0',
          body: '#last',
          payload: 'param0.attrs.data',
          options: '#1',
        },
      ],
      // The driver of these versions, mongodb 4, brings bson 4.
      codec: 'bson4',
      retry: {
        place: 'none',
        counts: 'retries',
        default: 0,
        unit: 'ms',
        formula: 'd',
        defaultDelay: 0,
        failureEvent: 'fail',
        alternative:
          'Agenda before 6 retries nothing: on `fail`, set `job.attrs.nextRunAt` and save the job, or move to Agenda 6 and its `backoff`.',
      },
      results: {
        place: 'infrastructure',
        retention: [],
        default: 'forever',
        readers: ['Agenda.jobs'],
        cleaners: ['Agenda.cancel', 'Agenda.purge', 'Job.remove'],
        alternative:
          'Agenda before 6 keeps every finished job: delete them on a schedule with `agenda.cancel(…)`.',
      },
    },
  ],
});
