import type { CheckState } from '@forecourt/sdk/contract';
import type { Site } from './site.ts';

/** What was found when a part was looked at. */
export interface Finding {
  readonly state: Exclude<CheckState, 'skipped'>;
  /** One sentence for an operator: what was found, with its figures. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
}

/** One part to look at. Throwing is finding that it failed: the error's message and hint are what is said. */
export interface Check {
  readonly name: string;
  readonly title: string;
  /** Parts without which there is nothing to look at; they stand above it in the table. */
  readonly needs?: readonly string[];
  run(site: Site, signal: AbortSignal): Promise<Finding>;
}

export function ok(message: string): Finding {
  return { state: 'ok', message };
}

export function warning(message: string, hint: string): Finding {
  return { state: 'warning', message, hint };
}

export function failed(message: string, hint: string): Finding {
  return { state: 'failed', message, hint };
}
