import type { HostFile, Problem } from '@forecourt/sdk/contract';

export interface Findable {
  readonly hostName: string;
  readonly operation: string;
  readonly script: { readonly name: string; readonly version: string } | null;
  readonly startedBy: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly files: readonly HostFile[];
  readonly problem?: Problem | null | undefined;
  /** Beginning and end of the log. */
  readonly log?: string | undefined;
}

/** Bytes of a run that are indexed: three letters of each cost an entry. */
const mostLength = 4_000;
const mostFiles = 50;

/** What people find a run by. */
export function searchTextOf({ hostName, operation, script, startedBy, parameters, files, problem, log }: Findable): string {
  const what = script === null ? operation : `${script.name} ${script.version}`;
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const names = files.slice(0, mostFiles).map(({ name }) => name);
  const lines = [
    `${what} on ${hostName} by ${startedBy}`,
    ...values,
    ...names,
    ...(problem ? [problem.code, problem.detail] : []),
    log ?? '',
  ];
  return lines.join('\n').replaceAll('\u0000', '').slice(0, mostLength).toWellFormed();
}
