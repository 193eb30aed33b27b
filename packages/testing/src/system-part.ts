import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that the operating system brings and that tests run for real: a database, a browser. */
export interface SystemPart {
  /** Whether suites that need it run. With `CI=true` they always do: there a missing part is a failure, never a skip. */
  readonly canStart: boolean;
  /** For the title of a suite: says aloud that and why it was skipped. */
  readonly note: string;
  /** What installs it on Debian and Ubuntu. */
  readonly debianPackage: string;
  readonly isThere: boolean;
  /** The program's path; throws with what to install where it is missing. */
  path(): string;
}

/**
 * Looks for a program in these folders and then on the path, anew each time that it is asked for.
 *
 * @example
 * const redis = systemPart('redis-server', { debianPackage: 'redis-server' });
 * describe.skipIf(!redis.canStart)(`on Redis${redis.note}`, () => { … });
 */
export function systemPart(
  names: string | readonly string[],
  { debianPackage, folders = () => [] }: { debianPackage: string; folders?: () => readonly string[] },
): SystemPart {
  const candidates = typeof names === 'string' ? [names] : names;
  const missing = `there is no ${candidates[0]} on this machine; install it with: apt-get install ${debianPackage}`;
  const find = () => {
    const places = [...folders(), ...(process.env.PATH ?? '').split(delimiter)];
    return places.flatMap((folder) => candidates.map((name) => join(folder, name))).find(isExecutable);
  };
  return {
    debianPackage,
    get isThere() {
      return find() !== undefined;
    },
    get canStart() {
      return process.env.CI === 'true' || find() !== undefined;
    },
    get note() {
      return process.env.CI === 'true' || find() !== undefined ? '' : ` (skipped: ${missing})`;
    },
    path() {
      const path = find();
      if (path === undefined) throw new Error(missing);
      return path;
    },
  };
}

/** Where Debian keeps PostgreSQL's programs, which are not on the path: newest version first. */
export function debianPostgresFolders(): string[] {
  const parent = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(parent).toSorted((one, other) => Number(other) - Number(one));
    return versions.map((version) => join(parent, version, 'bin'));
  } catch {
    // Not Debian, or not installed: the path is looked through all the same.
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there is an answer, not a failure.
    return false;
  }
}
