import type { EmitterFacts } from '../policies.js';

/**
 * pg-boss 9 to 12: errors of the connection pool, of maintenance and of a worker's fetch are emitted on the instance (`db.js`,
 * `boss.js`, `manager.js`) and end the process when nobody listens. It has no event for a failed task and ignores signals.
 */
export const pgBossEmitters: readonly EmitterFacts[] = [
  { owner: 'PgBoss', nameless: true, unheard: 'exits', worker: true, runs: ['work'], close: ['stop'] },
];
