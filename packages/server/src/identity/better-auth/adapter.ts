import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { ForecourtOrm } from '../../database/orm.ts';
import { accounts, people, sessions, signingKeys } from '../../database/schema.ts';

type MakeAdapter = ReturnType<typeof drizzleAdapter>;

/** Lets better-auth read and write our tables; e-mail addresses are compared without their case, by the index that people have. */
export function forecourtAdapter(orm: ForecourtOrm): MakeAdapter {
  const make = drizzleAdapter(orm, {
    provider: 'pg',
    schema: { user: people, session: sessions, account: accounts, jwks: signingKeys },
  });
  return (options) => {
    const adapter = make(options);
    return {
      ...adapter,
      findOne: (query) =>
        adapter.findOne({
          ...query,
          where: query.where.map((condition) =>
            query.model === 'user' && condition.field === 'email' ? { ...condition, mode: 'insensitive' as const } : condition,
          ),
        }),
    };
  };
}
