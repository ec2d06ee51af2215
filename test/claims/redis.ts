/** Redis for tests: the standard local port or `REDIS_URL`. Without one the suites say so; with `CI=true` they fail. */
import { Redis } from 'ioredis';

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** How tests connect; `maxRetriesPerRequest: null` is what BullMQ workers ask for. */
export const connection = { url, maxRetriesPerRequest: null };

async function answers(): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
  client.on('error', () => {
    // Not there: the answer is false.
  });
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** Whether the suites that need Redis run; in CI they always do, and fail when it is missing. */
export const hasRedis = (await answers()) || process.env['CI'] === 'true';

if (!hasRedis) {
  console.warn(
    `Skipped: no Redis answers at ${url}. Start one (Debian package redis-server) or set REDIS_URL.`,
  );
}
