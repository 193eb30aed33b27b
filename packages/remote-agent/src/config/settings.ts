import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { type Environment, readEnvironment } from '@forecourt/sdk/settings';
import { z } from 'zod';
import { type Tool, toolSchema } from '../runner/cutter/tool-cutter.ts';
import { type Command, commandSchema } from '../runner/script/job-file.ts';
import { type ProxyFor, proxyFrom } from './proxy.ts';

/** Every environment variable that the agent reads, what it means and how it is checked. */
export const agentEnvironmentSchema = z.object({
  FORECOURT_AGENT_DATA_DIR: z.string().min(1).optional().describe('Folder for everything of the agent: keys, journal, files.'),
  FORECOURT_AGENT_HOST: z.string().min(1).optional().describe('Address that the direct road listens on; every address where unset.'),
  FORECOURT_AGENT_PORT: z.coerce.number().int().min(0).max(65_535).default(7443).describe('Port of the direct road.'),
  FORECOURT_AGENT_SLOTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('Jobs at once; by memory, cores and graphics card where unset.'),
  FORECOURT_AGENT_KEEP_FREE_MB: z.coerce
    .number()
    .int()
    .min(0)
    .default(2000)
    .describe('Megabytes of the disk that stay free for everybody else.'),
  FORECOURT_AGENT_PROXY: z
    .string()
    .min(1)
    .optional()
    .describe('Proxy on the way to the platform: http://user:password@proxy:8080; `none` for none. HTTPS_PROXY and NO_PROXY where unset.'),
  FORECOURT_AGENT_TOKEN: z.string().min(1).optional().describe('Token for `forecourt-agent enrol`, where it is not given by --token.'),
  FORECOURT_AGENT_INTERPRETER: jsonOf(commandSchema)
    .optional()
    .describe('What runs scripts, as JSON: {"program":"…","arguments":["…"]}; PowerShell as it is found where unset.'),
  FORECOURT_AGENT_TOOL: jsonOf(toolSchema)
    .optional()
    .describe('A program that cuts instead of the engine, as JSON: {"name":"rembg","program":"…","arguments":["i","{input}","{output}"]}.'),
  FORECOURT_AGENT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('How much it says.'),
});

function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        // The parser's words name no place that whoever set it knows.
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

export interface AgentSettings {
  readonly dataDir: string;
  readonly host: string | undefined;
  readonly port: number;
  readonly slots: number | undefined;
  readonly keepFreeBytes: number;
  readonly token: string | undefined;
  /** On the way to the platform. */
  readonly proxyFor: ProxyFor;
  readonly interpreter: Command | undefined;
  readonly tool: Tool | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Whether it belongs to the computer, as a service does, rather than to a person. */
  readonly isSystem: boolean;
  /** What this computer calls itself. */
  readonly computer: string;
}

/**
 * Reads the environment of the agent. What does not begin with FORECOURT_AGENT_ is read elsewhere.
 *
 * @throws UNKNOWN_SETTING, INVALID_INPUT
 */
export function readAgentSettings(environment: Environment = process.env): AgentSettings {
  const values = readEnvironment(agentEnvironmentSchema, environment, (name) => !name.startsWith('FORECOURT_AGENT_'));
  return {
    dataDir: values.FORECOURT_AGENT_DATA_DIR ?? usualFolder(environment),
    host: values.FORECOURT_AGENT_HOST,
    port: values.FORECOURT_AGENT_PORT,
    slots: values.FORECOURT_AGENT_SLOTS,
    keepFreeBytes: values.FORECOURT_AGENT_KEEP_FREE_MB * 1_000_000,
    token: values.FORECOURT_AGENT_TOKEN,
    proxyFor: proxyFrom(values.FORECOURT_AGENT_PROXY, environment),
    interpreter: values.FORECOURT_AGENT_INTERPRETER,
    tool: values.FORECOURT_AGENT_TOOL,
    logLevel: values.FORECOURT_AGENT_LOG_LEVEL,
    isSystem: isOfComputer(),
    computer: hostname(),
  };
}

/** A place that belongs to the computer where the agent is a service, and to the person elsewhere. */
function usualFolder(environment: Environment): string {
  if (process.platform === 'win32') return join(environment.ProgramData ?? 'C:\\ProgramData', 'Forecourt', 'agent');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Forecourt', 'agent');
  if (process.getuid?.() === 0) return '/var/lib/forecourt-agent';
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local/share'), 'forecourt-agent');
}

function isOfComputer(): boolean {
  return process.getuid === undefined || process.getuid() === 0;
}
