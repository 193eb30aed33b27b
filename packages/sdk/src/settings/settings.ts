import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, readEnvironment } from './environment.ts';

/** Every environment variable that the SDK reads, what it means and how it is checked. */
export const environmentSchema = z.object({
  FORECOURT_DATA_DIR: z.string().min(1).optional().describe('Folder for what Forecourt keeps: installed models among it.'),
  FORECOURT_CACHE_DIR: z.string().min(1).optional().describe('Folder for what can be made again: prepared weights.'),
  FORECOURT_MODEL: z.string().min(1).optional().describe('Model used where none is named.'),
  FORECOURT_THREADS: z.coerce.number().int().min(1).max(256).optional().describe('Processor threads for inference; all cores where unset.'),
  FORECOURT_SERVER_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Server that `forecourt upload` sends to.'),
  FORECOURT_SERVER_KEY: z.string().min(1).optional().describe('API key for that server.'),
  FORECOURT_REPLICATE_TOKEN: z.string().min(1).optional().describe('Token for `forecourt cutout --provider replicate`, which costs money.'),
  FORECOURT_REPLICATE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another address than Replicate’s own, for trying things out.'),
});

/** Variables of our name space that other parts of Forecourt read; the SDK lets them pass. */
const readElsewhere =
  /^FORECOURT_(AGENT|OWNER|SERVER|TEST|SHARED|METRICS|RATE|PUBLIC|GOOGLE|GITHUB|S3|STORAGE|SMTP|MAIL|SECRETS?|KEYS?|OUTBOUND|WEBHOOKS?|ESCALATION|NOTIFICATIONS?)(_|$)/;

export interface Settings {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly model: string | undefined;
  readonly threads: number | undefined;
  readonly serverUrl: string | undefined;
  readonly serverKey: string | undefined;
  readonly replicateToken: string | undefined;
  readonly replicateUrl: string | undefined;
}

/**
 * Reads the environment: the one place where the SDK does so, and only when something is first used.
 *
 * @throws UNKNOWN_SETTING for a `FORECOURT_…` variable that nobody reads, since a misspelt setting must not be silent.
 * @throws INVALID_INPUT for a value that cannot be.
 */
export function readSettings(environment: Environment = process.env): Settings {
  const values = readEnvironment(environmentSchema, environment, (name) => readElsewhere.test(name));
  return {
    dataDir: values.FORECOURT_DATA_DIR ?? userFolder(environment, 'data'),
    cacheDir: values.FORECOURT_CACHE_DIR ?? userFolder(environment, 'cache'),
    model: values.FORECOURT_MODEL,
    threads: values.FORECOURT_THREADS,
    serverUrl: values.FORECOURT_SERVER_URL,
    serverKey: values.FORECOURT_SERVER_KEY,
    replicateToken: values.FORECOURT_REPLICATE_TOKEN,
    replicateUrl: values.FORECOURT_REPLICATE_URL,
  };
}

/** Where programs keep things for one person: XDG base directories, Windows' and macOS' own places. */
function userFolder(environment: Environment, kind: 'data' | 'cache'): string {
  if (process.platform === 'win32') {
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Forecourt', kind);
  }
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', kind === 'data' ? 'Application Support' : 'Caches', 'Forecourt');
  }
  const [variable, fallback] = kind === 'data' ? ['XDG_DATA_HOME', '.local/share'] : ['XDG_CACHE_HOME', '.cache'];
  return join(environment[variable] || join(homedir(), fallback), 'forecourt');
}
