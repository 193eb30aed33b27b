import type { ScriptParameter } from '@forecourt/sdk/contract';

/** Something in a script that will not do. */
export interface ScriptProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** What a script says of itself. */
export interface ScriptFacts {
  /** From its own `param` block, without what the agent gives it (`JobFile`). */
  readonly parameters: readonly ScriptParameter[];
  /** The synopsis of its comment-based help, or an empty text. */
  readonly help: string;
  /** Syntax, rules of Windows PowerShell 5.1 and of the job file that it breaks; none where it may be published. */
  readonly problems: readonly ScriptProblem[];
}
