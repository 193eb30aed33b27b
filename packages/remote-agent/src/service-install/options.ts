/** What a service has to be told. */
export interface ServiceOptions {
  readonly platform: NodeJS.Platform;
  /** Node, by its full path: a service has no path of its own. */
  readonly program: string;
  /** The agent's file and its command. */
  readonly arguments: readonly string[];
  readonly dataDir: string;
  /** Settings of ours that the service is to have: without the token, which counts once. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is a service of the whole computer, or of one person. */
  readonly isSystem: boolean;
  readonly home: string;
}

/** What setting up or removing a service does, before it is done. */
export interface ServicePlan {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly content: string | Uint8Array }[];
  /** Run in this order, without a shell. One that `mayFail` only clears the way. */
  readonly commands: readonly { readonly program: string; readonly arguments: readonly string[]; readonly mayFail?: boolean }[];
  /** Removed at the end. */
  readonly remove: readonly string[];
  /** What to do where a command refuses. */
  readonly whenRefused?: string;
  /** What a person may want to know. */
  readonly notes: readonly string[];
}

export const serviceName = 'Forecourt Agent';

/** A control character in a path would begin a line of its own in a file of a service. */
export function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(text);
}
