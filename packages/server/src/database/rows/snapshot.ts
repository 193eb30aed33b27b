import type { SqlConnection } from '../migrate.ts';

/** Reads the database as it is at one moment, beside everybody who writes: nothing is kept waiting. */
export async function inSnapshot<T>(connection: SqlConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('begin transaction isolation level repeatable read, read only');
  try {
    const result = await work();
    await connection.run('commit');
    return result;
  } catch (error) {
    // The connection may be what failed; the first error says more than that its rollback failed too.
    await connection.run('rollback').catch(() => undefined);
    throw error;
  }
}
