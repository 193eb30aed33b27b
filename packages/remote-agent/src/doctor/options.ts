import type { TellsTime } from '@forecourt/sdk/remote';
import type { AgentSettings } from '../config/settings.ts';

/** What is told of an agent that runs: without it, its parts are looked at from outside. */
export interface RunningParts {
  /** How the line to the platform is. */
  readonly line: () => { readonly state: string; readonly problem: { readonly message: string; readonly hint: string } | null };
}

export interface DiagnoseOptions {
  readonly settings: Pick<AgentSettings, 'dataDir' | 'host' | 'port' | 'keepFreeBytes' | 'interpreter' | 'tool' | 'proxyFor'>;
  readonly running?: RunningParts | undefined;
  readonly clock?: TellsTime | undefined;
  readonly signal?: AbortSignal | undefined;
}
