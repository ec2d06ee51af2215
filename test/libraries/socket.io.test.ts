import { describe, expect, test } from 'vitest';
import entityPayload from '../../src/rules/no-entity-payload.js';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import type { Server } from 'socket.io';
declare const io: Server;
`;

describe('socket.io: facts', () => {
  test('events and their arguments', () => {
    const files = {
      'main.ts': `${head}export const a = () => io.emit('changed', { id: 1 }, new Date());
export const b = () => io.to('room').emit('changed', 1);
io.on('connection', (socket) => { socket.emit('hello', 'you'); });`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:4 enqueue emit, queue changed, task none, payload : { id: number; } | : Date",
        "main.ts:5 enqueue emit, queue changed, task none, payload : 1",
        "main.ts:6 enqueue emit, queue hello, task none, payload : "you"",
      ]
    `);
  });
});

const uses = `${head}
export function run(user: { at: Date; save(): void }) {
  io.emit('user', user);
  io.to('room').emit('at', user.at);
}
`;

// An event for whoever is connected is no task: nothing keeps it, retries it or has to reload it.
testRule(unserializable, { silent: { 'an event': uses } });
testRule(entityPayload, { silent: { 'an event': uses } });
testRule(floating, { silent: { 'an event': uses } });
