import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** Commands that need the backend, by what it exports. */
const serverCommands = {
  serve: 'serve',
  worker: 'worker',
  migrate: 'migrate',
  backup: 'backup',
  restore: 'restore',
  auditVerify: 'audit verify',
  auditExport: 'audit export',
  hostsRotateKey: 'hosts rotate-key',
  secretsRotate: 'secrets rotate',
  secretsForgetLost: 'secrets forget-lost',
  peopleResetPassword: 'people reset-password',
  storageStatus: 'storage status',
  storageMove: 'storage move',
  storageClean: 'storage clean',
  supportBundle: 'support-bundle',
} as const;
export type ServerCommandName = keyof typeof serverCommands;

/** What the backend's command is given: where to write, and when to stop. */
interface ServerCommandContext {
  readonly terminal: Pick<Terminal, 'json' | 'result' | 'note'>;
  readonly signal: AbortSignal;
}
type ServerCommand = (flags: unknown, context: ServerCommandContext) => Promise<void>;

const command = z.custom<ServerCommand>((value) => typeof value === 'function', 'must be a function');
const serverDoctor = z.custom<(flags: unknown, context: ServerCommandContext) => Promise<boolean>>(
  (value) => typeof value === 'function',
  'must be a function',
);
const serverModuleSchema = z.record(z.string(), z.unknown());

/**
 * Runs a command of `@forecourt/server`. The backend stands above the SDK, which must not import it: it is looked for where the
 * person stands, then beside the SDK.
 *
 * @throws DEPENDENCY_MISSING where it is not installed.
 */
export async function runServerCommand(
  name: ServerCommandName,
  flags: unknown,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const path = findServer();
  if (path === undefined) {
    throw new ForecourtError(
      'DEPENDENCY_MISSING',
      `\`forecourt ${serverCommands[name]}\` needs @forecourt/server, which is not installed here.`,
      {
        hint: 'Run: npm install @forecourt/server sharp onnxruntime-node',
      },
    );
  }
  await command.parse((await commandsAt(path))[name])(flags, { terminal, signal });
  // Ctrl-C is how a server is stopped: one that ended in order was not interrupted in anything.
  return exitCodes.done;
}

/** The server's half of `forecourt doctor`: nothing where it is not installed. @returns whether nothing is broken */
export async function lookAtServer(terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  const path = findServer();
  if (path === undefined) return true;
  return await serverDoctor.parse((await commandsAt(path)).doctor)({ json: terminal.json }, { terminal, signal });
}

async function commandsAt(path: string): Promise<z.output<typeof serverModuleSchema>> {
  return serverModuleSchema.parse({ ...(await import(pathToFileURL(path).href)) });
}

function findServer(): string | undefined {
  for (const place of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(place).resolve('@forecourt/server/cli');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
    }
  }
  return undefined;
}
