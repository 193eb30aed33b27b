import { markVariable } from './tree.ts';

/** What a process of ours may read of our own settings: where the engine finds its model. Everything else is not a script's business. */
const passed = new Set(['FORECOURT_DATA_DIR', 'FORECOURT_CACHE_DIR', 'FORECOURT_MODEL', 'FORECOURT_THREADS']);

/**
 * PowerShell 7 leaves the path of its own modules to all below it, and 5.1 finds none of its commands there: without the variable each takes
 * its own (about_PSModulePath).
 */
function isKept(name: string): boolean {
  return (!name.startsWith('FORECOURT_') || passed.has(name)) && name !== 'PSMODULEPATH';
}

/** The environment of a process: ours, without our settings and their secrets, with the mark by which the process is found again. */
export function environmentFor(mark: string, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => isKept(name.toUpperCase()));
  return {
    ...Object.fromEntries(kept),
    [markVariable]: mark,
    // A console of PowerShell that takes the dumb terminal for colourful writes escape sequences into its output.
    NO_COLOR: '1',
    TERM: 'dumb',
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
    PYTHONIOENCODING: 'utf-8',
  };
}
