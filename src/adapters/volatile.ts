/** KNOWLEDGE: what gives another value every time it is asked: the clock, randomness, the number of an attempt. */

/** Why a value differs from one enqueue of the same work to the next. */
export type Volatility = 'clock' | 'random' | 'attempt';

/** Members and functions of the language and of Node, by `Owner.member` or name. */
export const volatileBuiltIns: Readonly<Record<string, Volatility>> = {
  'DateConstructor.now': 'clock',
  'Performance.now': 'clock',
  'Math.random': 'random',
  'Crypto.randomUUID': 'random',
};

/** Exports of npm packages (Node's own modules as `node:…`); `*` any export. Deterministic ones (`uuid` v3 and v5) are not here. */
export const volatileExports: Readonly<Record<string, Readonly<Record<string, Volatility>>>> = {
  'node:crypto': { randomUUID: 'random', randomBytes: 'random', randomInt: 'random' },
  'node:perf_hooks': { now: 'clock' },
  uuid: { v1: 'random', v4: 'random', v6: 'random', v7: 'random' },
  nanoid: { nanoid: 'random' },
  ulid: { ulid: 'random', monotonicFactory: 'random' },
  ulidx: { ulid: 'random' },
  '@paralleldrive/cuid2': { createId: 'random' },
  cuid: { '*': 'random' },
};

/** Members of a running task that count its runs, by adapter. */
export const attemptCounters: Readonly<Record<string, readonly string[]>> = {
  bullmq: ['attemptsMade', 'attemptsStarted'],
  bull: ['attemptsMade'],
  'pg-boss': ['retryCount', 'retrycount'],
  'graphile-worker': ['attempts'],
};
