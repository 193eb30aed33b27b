import { ForecourtError } from '@forecourt/errors';
import { type Environment, readEnvironment, readSettings, environmentSchema as sdkEnvironmentSchema } from '@forecourt/sdk/settings';
import { z } from 'zod';
import { Hidden } from './hidden.ts';
import { type StorageSettings, s3Environment, storageSettings } from './storage-settings.ts';
import { type TraceSettings, traceSettings } from './trace-settings.ts';

const yesOrNo = z.enum(['yes', 'no', 'true', 'false', '1', '0']).transform((value) => value === 'yes' || value === 'true' || value === '1');

/** One or more keys: a name, a colon, and 32 bytes as base64. */
const keyRingPattern = /^[\w.-]{1,40}:[A-Za-z0-9+/]{43}=(,[\w.-]{1,40}:[A-Za-z0-9+/]{43}=)*$/;

function hasKeysOnce(text: string): boolean {
  const ids = text.split(',').map((each) => each.split(':')[0]);
  return new Set(ids).size === ids.length;
}

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
  FORECOURT_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://photos.example.com' })
    .optional()
    .describe(
      'Address under which browsers reach this server, for links in e-mails and for Google and GitHub; as each browser sees it where unset.',
    ),
  FORECOURT_GOOGLE_CLIENT_ID: z.string().min(1).optional().describe('Lets invited people sign in with Google; with the secret.'),
  FORECOURT_GOOGLE_CLIENT_SECRET: z.string().min(1).optional().describe('See FORECOURT_GOOGLE_CLIENT_ID.'),
  FORECOURT_GOOGLE_URL: z.url().optional().describe('Another address than Google’s own, for trying things out.'),
  FORECOURT_GITHUB_CLIENT_ID: z.string().min(1).optional().describe('Lets invited people sign in with GitHub; with the secret.'),
  FORECOURT_GITHUB_CLIENT_SECRET: z.string().min(1).optional().describe('See FORECOURT_GITHUB_CLIENT_ID.'),
  FORECOURT_GITHUB_URL: z.url().optional().describe('Address of a GitHub Enterprise Server instead of github.com.'),
  FORECOURT_OWNER_EMAIL: z.email().optional().describe('With the password: creates the owner at the first start, without a page.'),
  FORECOURT_OWNER_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional().describe('See FORECOURT_OWNER_EMAIL.'),
  FORECOURT_SECRET_KEYS: z
    .string()
    .regex(keyRingPattern, 'must be id:key pairs with commas between them, each key the base64 of 32 random bytes')
    .refine(hasKeysOnce, 'has an id twice')
    .transform((text) => new Hidden(text))
    .optional()
    .describe(
      'Keys that secrets in the database are sealed with, `id:base64,id:base64`; the first seals. The file keys.json in the data folder where unset.',
    ),
  FORECOURT_OUTBOUND_ALLOW: z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .optional()
    .describe(
      'Addresses, networks (10.1.0.0/16) and hosts, with commas between them, that webhooks and providers may reach although they are not public; over http too.',
    ),
  FORECOURT_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be the address of a mail server: smtp://user:password@host:587' })
    .transform((text) => new Hidden(text))
    .optional()
    .describe('Mail server for e-mails; none are sent where unset. Together with FORECOURT_MAIL_FROM.'),
  FORECOURT_MAIL_FROM: z.string().min(3).optional().describe('Sender of e-mails: an address, or `Motors <photos@motors.example>`.'),
  FORECOURT_INTERNAL_ADDRESS: z
    .string()
    .regex(/^.+:\d{1,5}$/, 'must be a host and a port such as 10.0.3.7:7444')
    .optional()
    .describe(
      'Host and port at which other servers of the same installation reach this one, for hosts that dialled here; only servers on this machine do where unset.',
    ),
  FORECOURT_RUNS_KEPT_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(400)
    .describe('Days that runs on hosts are kept, with their logs and files.'),
  FORECOURT_STORAGE: z
    .enum(['folder', 's3'])
    .default('folder')
    .describe(
      'Where a new installation keeps its files: in the data folder, or in the bucket. Later they are moved with `forecourt storage move`.',
    ),
  FORECOURT_PROVIDER_CATALOGUE: z
    .string()
    .min(1)
    .optional()
    .describe('JSON file with models, limits and prices of providers, by kind, in place of those that came with this version.'),
  ...s3Environment,
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
  FORECOURT_METRICS_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token for `GET /metrics`; unset, only those who may see the installation read its figures.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be the address of a collector: http://…:4318' })
    .optional()
    .describe('Collector of OpenTelemetry that traces are sent to, over HTTP; none are made where unset.'),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional().describe('Headers for that collector: `name=value,name=value`.'),
  OTEL_SERVICE_NAME: z.string().min(1).default('forecourt').describe('What this server is called in traces.'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1).describe('Share of the traces begun here that is collected, 0 to 1.'),
});

/** Variables of our name space that tests and other parts read; those of the SDK pass too. */
const readElsewhere = /^FORECOURT_(AGENT|TEST|SHARED)_/;

/** What this server is called at Google or GitHub. */
export interface SignInClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly url: string | undefined;
}

export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly owner: { readonly email: string; readonly password: string } | undefined;
  /** Where people can sign in with an account elsewhere. */
  readonly signInProviders: { readonly google: SignInClient | undefined; readonly github: SignInClient | undefined };
  readonly publicUrl: string | undefined;
  readonly secretKeys: Hidden | undefined;
  readonly storage: StorageSettings;
  /** What users' addresses may lead to although it is not public. */
  readonly outboundAllow: readonly string[] | undefined;
  /** File of models and prices in place of those that came along. */
  readonly providerCatalogue: string | undefined;
  readonly mail: { readonly url: Hidden; readonly from: string } | undefined;
  readonly isProxyTrusted: boolean;
  readonly requestsPerMinute: number;
  /** Where other servers of the installation reach this one. */
  readonly internalAddress: string | undefined;
  readonly runsKeptDays: number;
  readonly isWorkerWanted: boolean;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** What a scraper that is nobody has to say. */
  readonly metricsToken: string | undefined;
  /** Where traces go. */
  readonly traces: TraceSettings | undefined;
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
    signInProviders: {
      google: clientOf(values.FORECOURT_GOOGLE_CLIENT_ID, values.FORECOURT_GOOGLE_CLIENT_SECRET, values.FORECOURT_GOOGLE_URL, 'GOOGLE'),
      github: clientOf(values.FORECOURT_GITHUB_CLIENT_ID, values.FORECOURT_GITHUB_CLIENT_SECRET, values.FORECOURT_GITHUB_URL, 'GITHUB'),
    },
    publicUrl: values.FORECOURT_PUBLIC_URL?.replace(/\/+$/, ''),
    secretKeys: values.FORECOURT_SECRET_KEYS,
    storage: storageSettings(values),
    outboundAllow: values.FORECOURT_OUTBOUND_ALLOW,
    providerCatalogue: values.FORECOURT_PROVIDER_CATALOGUE,
    mail: mailOf(values.FORECOURT_SMTP_URL, values.FORECOURT_MAIL_FROM),
    isProxyTrusted: values.FORECOURT_SERVER_TRUST_PROXY,
    requestsPerMinute: values.FORECOURT_RATE_LIMIT,
    internalAddress: values.FORECOURT_INTERNAL_ADDRESS,
    runsKeptDays: values.FORECOURT_RUNS_KEPT_DAYS,
    isWorkerWanted: values.FORECOURT_SERVER_WORKER,
    logLevel: values.FORECOURT_SERVER_LOG,
    metricsToken: values.FORECOURT_METRICS_TOKEN,
    traces: traceSettings(values),
  };
}

function mailOf(url: Hidden | undefined, from: string | undefined): ServerSettings['mail'] {
  if (url !== undefined && from !== undefined) return { url, from };
  if (url === undefined && from === undefined) return undefined;
  throw new ForecourtError('INVALID_INPUT', 'FORECOURT_SMTP_URL and FORECOURT_MAIL_FROM belong together.');
}

function clientOf(
  clientId: string | undefined,
  clientSecret: string | undefined,
  url: string | undefined,
  name: string,
): SignInClient | undefined {
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret, url: url?.replace(/\/+$/, '') };
  if (clientId === undefined && clientSecret === undefined) return undefined;
  throw new ForecourtError('INVALID_INPUT', `FORECOURT_${name}_CLIENT_ID and FORECOURT_${name}_CLIENT_SECRET belong together.`);
}
