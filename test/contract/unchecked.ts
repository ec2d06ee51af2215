/**
 * What adapters say that no type of the library can prove, by adapter: the installed module, the claim and what was found,
 * with the reason. `open`: the type says nothing; `missing`: it has no such symbol or property.
 */
export const unchecked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bull: {
    'bull member Bull.disconnect: missing': '`lib/queue.js` has it, `index.d.ts` does not.',
  },
  bullmq: {
    'bullmq6 option repeat (schedule): missing':
      'Version 6 took the option out; the adapter describes 1 to 5 too.',
  },
  inngest: {
    'inngest3 option id (dedup): open':
      "The events that `send` takes come of the client's own type parameter, which is free here; version 4 proves it.",
  },
  'pg-boss': {
    'pg-boss11 defaults PgBoss.updateQueue #1: open':
      'Declared as an `Omit` with four type arguments, which the compiler reads as `any`.',
  },
  'redis-pubsub': {
    'ioredis locator _default.publish #0: missing': 'The client of `redis`; ioredis declares its own.',
    'ioredis locator _default.publish #1|text: missing': 'The client of `redis`; ioredis declares its own.',
  },
  temporal: {
    '@temporalio/client symbol Worker.create: missing':
      'Declared by @temporalio/worker, which is not installed.',
    '@temporalio/client option dataConverter (codec): missing':
      'An option of the client and of the worker (`client/lib/base-client.d.ts`), not of an enqueue.',
    'package @temporalio/worker: missing':
      'Not installed: its native bridge for five platforms weighs 150 MB and more, whatever the platform.',
  },
  'workflow-sdk': {
    'package workflow: missing':
      'Not installed: with build tools for eight frameworks it weighs 370 MB; it re-exports `@workflow/core` and `@workflow/errors`.',
  },
};
