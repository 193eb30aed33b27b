import type { Clock } from '../../clock/clock.ts';
import type { ScriptChoice } from '../../contract/index.ts';
import type { ImageLimitsInput } from '../../imaging/index.ts';
import type { Host } from '../../remote/host.ts';

export interface RemoteProviderOptions {
  /** In results, settings and ledgers. */
  readonly name?: string | undefined;
  /** The computers that work; asked for anew with each call where it is a function. They stay the caller's to close. */
  readonly hosts: readonly Host[] | (() => readonly Host[] | Promise<readonly Host[]>);
  /** Cut by this version of a script instead of the agents' own engine. */
  readonly script?: RemoteScript | undefined;
  /** How long a host may take for one photo. */
  readonly timeLimitMs?: number | undefined;
  readonly limits?: ImageLimitsInput | undefined;
  /** Hosts free a result so long after it was handed over: a caller that crashed meanwhile finds it again. */
  readonly collectAfterMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** A script that removes backgrounds, and what it is told besides the photo. */
export interface RemoteScript extends ScriptChoice {
  readonly parameters?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}
