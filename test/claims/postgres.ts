/** PostgreSQL for tests: the standard local port or `DATABASE_URL`. Without one the suites say so; with `CI=true` they fail. */
import { makeWorkerUtils } from 'graphile-worker';

/** Where the server is; each test works in a schema of its own. */
export const databaseUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Runs one statement on a connection of its own; @returns the rows. */
export async function query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const utils = await makeWorkerUtils({ connectionString: databaseUrl });
  try {
    const { rows } = await utils.withPgClient((client) => client.query<Record<string, unknown>>(text));
    return rows;
  } finally {
    await utils.release();
  }
}

async function answers(): Promise<boolean> {
  try {
    await query('select 1');
    return true;
  } catch {
    return false;
  }
}

/** Whether the suites that need PostgreSQL run; in CI they always do, and fail when it is missing. */
export const hasPostgres = (await answers()) || process.env['CI'] === 'true';

if (!hasPostgres) {
  console.warn(
    `Skipped: no PostgreSQL answers at ${databaseUrl}. Start one (Debian package postgresql) or set DATABASE_URL.`,
  );
}
