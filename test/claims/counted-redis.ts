/** A proxy in front of Redis that counts how often a client turns from sending to listening: its round trips. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A Redis that is counted. */
export interface CountedRedis {
  readonly url: string;
  /** @returns how many answers had to come before more was sent, while `work` ran. */
  roundTrips(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Starts a proxy to the Redis of the tests on a free port. */
export async function countedRedis(): Promise<CountedRedis> {
  const target = new URL(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  const sockets = new Set<Socket>();
  let trips = 0;
  const server = createServer((client) => {
    const redis = connect(Number(target.port || '6379'), target.hostname);
    // What is sent without an answer in between is one trip.
    let answered = true;
    client.on('data', (chunk) => {
      if (answered) trips++;
      answered = false;
      redis.write(chunk);
    });
    redis.on('data', (chunk) => {
      answered = true;
      client.write(chunk);
    });
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const user = target.password === '' ? '' : `${target.username}:${target.password}@`;
  return {
    url: `redis://${user}127.0.0.1:${String(port)}${target.pathname === '/' ? '' : target.pathname}`,
    roundTrips: async (work) => {
      trips = 0;
      await work();
      return trips;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
