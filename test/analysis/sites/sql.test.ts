import { describe, expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

const head = `import 'graphile-worker';
declare const client: { query(text: string | object, values?: unknown[]): Promise<unknown> };
declare function sql(parts: TemplateStringsArray, ...values: unknown[]): { execute(db: unknown): Promise<unknown> };
declare const max: number;
`;

function lines(code: string): readonly string[] {
  return factLines(analysisOf({ 'main.ts': head + code }), ['maxAttempts', 'queueName']);
}

describe('enqueues in SQL text', () => {
  test('what is no such enqueue', () => {
    expect(
      lines(`
console.log('graphile_worker.add_job(1, 2)');
export const a = () => client.query('select * from graphile_worker.jobs');
export const b = () => client.query('select other.add_job($1)', ['mail']);
export const c = 'select graphile_worker.add_job($1)';
export const d = () => client.query('select graphile_worker.add_job');
`),
    ).toEqual([]);
  });

  test('placeholders and their values, by position and by name', () => {
    expect(
      lines(`
export const a = (to: string) => client.query('SELECT graphile_worker.add_job($1, $2)', ['mail', JSON.stringify({ to })]);
export const b = (to: string) => client.query("select graphile_worker.add_job('mail', payload => $1::json, max_attempts => $2)", [{ to }, 3]);
export const c = (to: string) => client.query(\`select graphile_worker.add_job('sms', json_build_object('to', $1::text), max_attempts := 3)\`, [to]);
export const d = (name: string, payload: string) => client.query('select graphile_worker.add_job($1, $2, queue_name => $3)', [name, payload, 'slow']);
`),
    ).toEqual([
      'main.ts:6 enqueue graphile_worker.add_job, queue mail, task none, maxAttempts unset, queueName unset, payload : { to: string; }',
      'main.ts:7 enqueue graphile_worker.add_job, queue mail, task none, maxAttempts 3 by call, queueName unset, payload : { to: string; }',
      'main.ts:8 enqueue graphile_worker.add_job, queue sms, task none, maxAttempts (dynamic value), queueName (dynamic value), payload ',
      'main.ts:9 enqueue graphile_worker.add_job, queue (dynamic value), task none, maxAttempts unset, queueName slow by call, payload ',
    ]);
  });

  test('tagged templates that a call runs', () => {
    expect(
      lines(`
export const a = (to: string) => client.query(sql\`select graphile_worker.add_job('mail', \${{ to }}::json)\`);
export const b = (to: string) => sql\`select graphile_worker.add_job('mail', \${JSON.stringify({ to })}, max_attempts => \${max})\`.execute(client);
`),
    ).toEqual([
      'main.ts:6 enqueue graphile_worker.add_job, queue mail, task none, maxAttempts unset, queueName unset, payload : { to: string; }',
      'main.ts:7 enqueue graphile_worker.add_job, queue mail, task none, maxAttempts set by call, queueName unset, payload : { to: string; }',
    ]);
  });

  test('a wrapper around it', () => {
    expect(
      lines(`
async function addJob(name: string, payload: object) {
  await client.query('select graphile_worker.add_job($1, $2)', [name, JSON.stringify(payload)]);
}
export const a = () => addJob('mail', { to: 'a' });
`),
    ).toEqual([
      'main.ts:7 enqueue graphile_worker.add_job, queue (dynamic value), task none, maxAttempts unset, queueName unset, payload ',
      'main.ts:9 enqueue addJob -> graphile_worker.add_job, queue mail, task none, maxAttempts unset, queueName unset, payload : { to: string; }',
    ]);
  });
});
