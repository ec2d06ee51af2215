import { agenda } from './agenda.js';
import { beeQueue } from './bee-queue.js';
import { bull } from './bull.js';
import { bullmq } from './bullmq.js';
import { nestjsBull } from './nestjs-bull.js';
import { nestjsBullmq } from './nestjs-bullmq.js';
import { liteque } from './liteque.js';
import { pgBoss } from './pg-boss.js';
import { referenceQueue } from './reference-queue.js';
import { celeryNode } from './celery-node.js';
import { nodeResque } from './node-resque.js';
import { faktory } from './faktory.js';
import { sidequest } from './sidequest.js';
import { adonisjsQueue } from './adonisjs-queue.js';
import { rlanzBullQueue } from './rlanz-bull-queue.js';
import { bunqueue } from './bunqueue.js';
import { quirrel } from './quirrel.js';
import { awsLambda } from './aws-lambda.js';
import { awsSqs } from './aws-sqs.js';
import { cloudTasks } from './cloud-tasks.js';
import { cloudflareQueues } from './cloudflare-queues.js';
import { convex } from './convex.js';
import { dbos } from './dbos.js';
import { graphileWorker } from './graphile-worker.js';
import { hatchet } from './hatchet.js';
import { inngest } from './inngest.js';
import { payloadJobs } from './payload-jobs.js';
import { temporal } from './temporal.js';
import { triggerDev } from './trigger-dev.js';
import { vercelQueue } from './vercel-queue.js';
import { workflowSdk } from './workflow-sdk.js';
import { amqplib } from './amqplib.js';
import { fastq } from './fastq.js';
import { kafkajs } from './kafkajs.js';
import { pQueue } from './p-queue.js';
import { rascal } from './rascal.js';
import { redisPubsub } from './redis-pubsub.js';
import { socketIo } from './socket-io.js';
import { editionsOf, type QueueAdapter, type QueueLibrary } from './shape.js';

/** Every queue library that the tool knows, one entry per file of this folder. */
export const queueLibraries: readonly QueueLibrary[] = [
  bullmq,
  bull,
  nestjsBullmq,
  nestjsBull,
  referenceQueue,
  pgBoss,
  graphileWorker,
  liteque,
  agenda,
  beeQueue,
  celeryNode,
  nodeResque,
  faktory,
  sidequest,
  adonisjsQueue,
  rlanzBullQueue,
  bunqueue,
  quirrel,
  triggerDev,
  inngest,
  awsSqs,
  awsLambda,
  temporal,
  cloudTasks,
  cloudflareQueues,
  vercelQueue,
  workflowSdk,
  hatchet,
  dbos,
  convex,
  payloadJobs,
  amqplib,
  rascal,
  kafkajs,
  pQueue,
  fastq,
  socketIo,
  redisPubsub,
];

/** Their editions: one adapter per range of versions that share their facts. */
export const queueAdapters: readonly QueueAdapter[] = queueLibraries.flatMap(editionsOf);

/** @returns the adapter of this id; for a framework binding, of the library it binds. */
export function boundAdapter(adapter: QueueAdapter): QueueAdapter {
  return queueAdapters.find((other) => other.id === adapter.binds) ?? adapter;
}
