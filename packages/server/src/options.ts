import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk';
import type { Identity as WhoAsks } from '@forecourt/sdk/contract';
import type { Environment } from '@forecourt/sdk/settings';
import { z } from 'zod';
import type { Authenticate } from './identity/index.ts';
import type { Resolve } from './outbound/index.ts';
import type { StreamClock } from './realtime/clock.ts';
import type { Logger } from './settings/logger.ts';
import { uploadLimitsSchema } from './uploads/options.ts';

const given = <Kind>(what: string) =>
  z.custom<Kind>((value) => (typeof value === 'object' && value !== null) || typeof value === 'function', what);

/** Options of `createForecourt`. What is left out comes from the environment, then from a default. */
export const forecourtOptionsSchema = z.strictObject({
  /** Folder for database, photos and cutouts. From FORECOURT_DATA_DIR. */
  dataDir: z.string().min(1).optional(),
  /** PostgreSQL instead of the database in the data folder. From DATABASE_URL. */
  databaseUrl: z.string().min(1).optional(),
  /** Redis instead of the database for carrying jobs. From REDIS_URL. */
  redisUrl: z.string().min(1).optional(),
  /** Where the handlers are mounted, such as `/api/forecourt`: the API is below it, at `/api/forecourt/api/v1`. */
  basePath: z
    .string()
    .regex(/^(\/[\w.~-]+)*$/, 'must begin with a slash and end without one')
    .default(''),
  /** Whether this process makes cutouts too; a number says how many at once. From FORECOURT_SERVER_WORKER. */
  worker: z.union([z.boolean(), z.int().min(1).max(64)]).optional(),
  /** Who makes the cutouts; the local engine where left out. */
  provider: given<Provider>('must be a provider').optional(),
  /** A pino logger, or one with the same methods. JSON lines on the standard output where left out. */
  logger: given<Logger>('must be a logger').optional(),
  /** Creates the owner at the first start. From FORECOURT_OWNER_EMAIL and FORECOURT_OWNER_PASSWORD. */
  owner: z.strictObject({ email: z.email(), password: z.string().min(12) }).optional(),
  /** Lets people in whom the embedding application has signed in. */
  authenticate: given<Authenticate>('must be a function').optional(),
  /** Called once, when the first owner was created. */
  afterSetUp: given<(identity: WhoAsks) => Promise<void> | void>('must be a function').optional(),
  /** Whether X-Forwarded-… of a proxy in front is believed. From FORECOURT_SERVER_TRUST_PROXY. */
  trustProxy: z.boolean().optional(),
  /** Requests a minute for each person and each API key; 0 is no limit. From FORECOURT_RATE_LIMIT. */
  rateLimit: z.int().min(0).optional(),
  /** What uploads may cost. */
  uploads: uploadLimitsSchema.partial().optional(),
  /** log2 of scrypt's N for passwords, for tests; 17 where left out. */
  passwordCost: z.int().min(8).max(20).optional(),
  /** Check each answer by its schema too. Where NODE_ENV is not `production` by default. */
  checkAnswers: z.boolean().optional(),
  /** Read instead of `process.env`. */
  environment: z.record(z.string(), z.string().optional()).optional(),
  /** Finds addresses of hosts that users name, for tests; the system's way where left out. */
  resolveHost: given<Resolve>('must be a function').optional(),
  /** Time of event streams, for tests. */
  streamClock: given<StreamClock>('must be a clock').optional(),
});
export type ForecourtOptions = z.input<typeof forecourtOptionsSchema>;

/** Options that were checked, with the environment that the rest comes from. */
export type ParsedOptions = Omit<z.output<typeof forecourtOptionsSchema>, 'environment'> & { readonly environment: Environment };

/** @throws INVALID_INPUT */
export function parseOptions(options: ForecourtOptions): ParsedOptions {
  const parsed = forecourtOptionsSchema.safeParse(options);
  if (parsed.success) return { ...parsed.data, environment: parsed.data.environment ?? process.env };
  const issue = parsed.error.issues[0];
  throw new ForecourtError('INVALID_INPUT', `createForecourt: ${issue?.path.join('.') || 'options'}: ${issue?.message}.`, {
    cause: parsed.error,
  });
}
