import { afterEach, expect, test, vi } from 'vitest';
import {
  createQueue,
  createRealClock,
  createVirtualClock,
  defineTask,
  sleep,
} from '../../src/queue/index.js';

afterEach(() => {
  vi.useRealTimers();
});

test('timers fire in the order they fall due, equal times in the order they were set', async () => {
  const clock = createVirtualClock({ startMs: 100 });
  const fired: string[] = [];
  for (const [name, delayMs] of Object.entries({ c: 30, a: 10, b: 10, d: 31 })) {
    clock.schedule(delayMs, () => fired.push(`${name}@${clock.now()}`));
  }
  await clock.advance(30);
  expect(fired).toEqual(['a@110', 'b@110', 'c@130']);
  expect(clock.now()).toBe(130);
  expect(clock.pending).toBe(1);
});

test('time stands still between advances and moves by the whole step without timers', async () => {
  const clock = createVirtualClock();
  await clock.advance(5_000);
  expect(clock.now()).toBe(5_000);
});

test('a promise chain settles before the next timer fires', async () => {
  const clock = createVirtualClock();
  const log: string[] = [];
  const wait = async (): Promise<void> => {
    await sleep(clock, 10);
    for (let step = 0; step < 20; step++) await Promise.resolve();
    log.push('chain');
  };
  void wait();
  clock.schedule(10, () => log.push('timer'));
  clock.schedule(11, () => log.push('later'));
  await clock.advance(11);
  expect(log).toEqual(['chain', 'timer', 'later']);
});

test('runUntilIdle jumps over any distance and leaves background timers alone', async () => {
  const clock = createVirtualClock();
  let beats = 0;
  const beat = (): void => {
    beats++;
    clock.schedule(3_600_000, beat, { background: true });
  };
  clock.schedule(3_600_000, beat, { background: true });
  let done = false;
  clock.schedule(24 * 3_600_000, () => (done = true));
  await clock.runUntilIdle();
  expect({ done, beats, pending: clock.pending }).toEqual({ done: true, beats: 23, pending: 0 });
});

test('a cancelled timer neither fires nor counts, however often it is cancelled', async () => {
  const clock = createVirtualClock();
  const fired = vi.fn();
  const timer = clock.schedule(1, fired);
  timer.cancel();
  timer.cancel();
  expect(clock.pending).toBe(0);
  await clock.runUntilIdle();
  expect(fired).not.toHaveBeenCalled();
});

test('a program that never rests is reported, not run for ever', async () => {
  const clock = createVirtualClock();
  const again = (): void => void clock.schedule(1_000, again);
  again();
  await expect(clock.runUntilIdle({ maxTimers: 50 })).rejects.toThrow('still busy after 50 timers');
  await expect(clock.runUntilIdle({ maxMs: 10_000 })).rejects.toThrow('and 10000 ms');
});

test('two moves at once are refused', async () => {
  const clock = createVirtualClock();
  const first = clock.advance(1);
  await expect(clock.advance(1)).rejects.toThrow('already moving');
  await first;
});

test.each([-1, NaN, Infinity])('a delay of %s is refused', (delayMs) => {
  expect(() => createVirtualClock().schedule(delayMs, () => undefined)).toThrow(
    /milliseconds that is 0 or more/,
  );
  expect(() => createRealClock().schedule(delayMs, () => undefined)).toThrow(
    /milliseconds that is 0 or more/,
  );
});

test('sleep ends early with the reason of its signal', async () => {
  const clock = createVirtualClock();
  const controller = new AbortController();
  const slept = sleep(clock, 1_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(slept).rejects.toThrow('enough');
  await expect(sleep(clock, 1_000, controller.signal)).rejects.toThrow('enough');
  expect(clock.pending).toBe(0);
});

test('the real clock waits for delays that setTimeout cannot take', () => {
  vi.useFakeTimers();
  const fired = vi.fn();
  const days = 24 * 3_600_000;
  const timer = createRealClock().schedule(60 * days, fired);
  createRealClock().schedule(60 * days, () => undefined);
  vi.advanceTimersByTime(60 * days - 1);
  expect(fired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(fired).toHaveBeenCalledTimes(1);
  timer.cancel();
});

test('a long real delay can be cancelled after it was re-armed', () => {
  vi.useFakeTimers();
  const fired = vi.fn();
  const timer = createRealClock().schedule(30 * 24 * 3_600_000, fired);
  vi.advanceTimersByTime(29 * 24 * 3_600_000);
  timer.cancel();
  vi.advanceTimersByTime(29 * 24 * 3_600_000);
  expect(fired).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test('a queue works on the real clock by default', async () => {
  const ran: string[] = [];
  const greet = defineTask({ name: 'greet', run: (name: string) => void ran.push(name) });
  const queue = createQueue({ tasks: [greet] });
  const completed = new Promise((resolve) => queue.on('completed', resolve));
  queue.work();
  const { id } = await queue.enqueue(greet, 'Ada', { delayMs: 5 });
  await completed;
  await queue.stop();
  expect(ran).toEqual(['Ada']);
  expect(id).toMatch(/^[0-9a-f]{24}$/);
});
