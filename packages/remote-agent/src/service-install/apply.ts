import { spawn } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, writeError } from '@forecourt/sdk/files';
import type { ServicePlan } from './options.ts';

/**
 * Does what a plan says.
 *
 * @throws OUTPUT_NOT_WRITABLE, SCRIPT_TOOL_MISSING (there is no such service here), STORAGE_FAILED (a command refused)
 */
export async function applyPlan(plan: ServicePlan): Promise<void> {
  for (const { path, content } of plan.files) {
    await makeFolder(dirname(path));
    // Settings may have the password of a proxy in them. One that was there keeps its mode.
    await writeFile(path, content, { mode: 0o600 }).catch((error: unknown) => {
      throw writeError(error, path);
    });
    await chmod(path, 0o600);
  }
  for (const command of plan.commands) {
    const { code, said } = await run(command.program, command.arguments);
    if (code !== 0 && command.mayFail !== true) {
      throw new ForecourtError(
        'STORAGE_FAILED',
        `${[command.program, ...command.arguments].join(' ')} ended with ${code}: ${said.trim()}`,
        {
          hint: plan.whenRefused ?? 'Run this as administrator or root.',
          details: { code },
        },
      );
    }
  }
  for (const path of plan.remove) await rm(path, { force: true });
}

/** What it does, for people. */
export function describePlan({ title, files, commands, remove, notes }: ServicePlan): string {
  const texts = files.map(({ path, content }) => {
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf16le').replace('\ufeff', '');
    return `# writes ${path}\n${text}`;
  });
  const lines = commands.map(
    (command) => `# runs\n${[command.program, ...command.arguments.map((part) => (/\s/.test(part) ? `"${part}"` : part))].join(' ')}`,
  );
  return [`# ${title}`, ...texts, ...lines, ...remove.map((path) => `# removes ${path}`), ...notes.map((note) => `# ${note}`)].join('\n');
}

function run(program: string, args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
      });
    }
    child.once('error', (error) => {
      reject(
        new ForecourtError('SCRIPT_TOOL_MISSING', `${program} could not be started: ${error.message}.`, {
          hint: 'See with --dry-run what would be set up, and start `forecourt-agent run` in another way.',
          cause: error,
        }),
      );
    });
    child.once('close', (code) => resolve({ code, said }));
  });
}
