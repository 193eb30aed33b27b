import { type Environment, readEnvironment, readSettings, environmentSchema as sdkEnvironmentSchema } from '@forecourt/sdk/settings';
import { z } from 'zod';

const yesOrNo = z.enum(['yes', 'no', 'true', 'false', '1', '0']).transform((value) => value === 'yes' || value === 'true' || value === '1');

/** Every environment variable that the server reads, what it means and how it is checked. */
export const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port to listen on; 0 takes a free one.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 is every one of this machine.'),
  FORECOURT_DATA_DIR: sdkEnvironmentSchema.shape.FORECOURT_DATA_DIR.describe('Folder for database, photos and cutouts.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be the address of a PostgreSQL database: postgres://…' })
    .optional()
    .describe('PostgreSQL database; one inside the data folder where unset.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be the address of a Redis server: redis://…' })
    .optional()
    .describe('Redis for jobs; the database carries them where unset.'),
  FORECOURT_OWNER_EMAIL: z.email().optional().describe('With the password: creates the owner at the first start, without a page.'),
  FORECOURT_OWNER_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional().describe('See FORECOURT_OWNER_EMAIL.'),
  FORECOURT_SERVER_TRUST_PROXY: yesOrNo
    .default(false)
    .describe('Whether a proxy in front says by X-Forwarded-… who asks and for which host.'),
  FORECOURT_RATE_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(6000)
    .describe('Requests a minute for each person and each API key, counted over all servers where there is Redis; 0 is no limit.'),
  FORECOURT_SERVER_WORKER: yesOrNo.default(true).describe('Whether this process makes cutouts too, beside answering requests.'),
  FORECOURT_SERVER_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info').describe('How much is logged, as JSON lines.'),
});

/** Variables of our name space that tests and other parts read; those of the SDK pass too. */
const readElsewhere = /^FORECOURT_(TEST|SHARED)_/;

export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly owner: { readonly email: string; readonly password: string } | undefined;
  readonly isProxyTrusted: boolean;
  readonly requestsPerMinute: number;
  readonly isWorkerWanted: boolean;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

/**
 * Reads the environment: the one place where the server does so.
 *
 * @throws UNKNOWN_SETTING, INVALID_INPUT
 */
export function readServerSettings(environment: Environment = process.env): ServerSettings {
  const values = readEnvironment(
    environmentSchema.refine((all) => (all.FORECOURT_OWNER_EMAIL === undefined) === (all.FORECOURT_OWNER_PASSWORD === undefined), {
      path: ['FORECOURT_OWNER_EMAIL'],
      message: 'FORECOURT_OWNER_EMAIL and FORECOURT_OWNER_PASSWORD belong together',
    }),
    environment,
    (name) => readElsewhere.test(name) || Object.hasOwn(sdkEnvironmentSchema.shape, name),
  );
  const email = values.FORECOURT_OWNER_EMAIL;
  const password = values.FORECOURT_OWNER_PASSWORD;
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: readSettings(environment).dataDir,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    owner: email !== undefined && password !== undefined ? { email, password } : undefined,
    isProxyTrusted: values.FORECOURT_SERVER_TRUST_PROXY,
    requestsPerMinute: values.FORECOURT_RATE_LIMIT,
    isWorkerWanted: values.FORECOURT_SERVER_WORKER,
    logLevel: values.FORECOURT_SERVER_LOG,
  };
}
