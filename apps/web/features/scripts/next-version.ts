import { scriptVersionSchema } from '@forecourt/sdk/contract';

/** The version after another: `1.2.4` after `1.2.3`; the first where there is none. */
export function nextVersion(version: string | null): string {
  const [major = 1, minor = 0, patch = -1] = version?.split('.').map(Number) ?? [];
  return `${major}.${minor}.${patch + 1}`;
}

export function isVersion(text: string): boolean {
  return scriptVersionSchema.safeParse(text).success;
}

/** Numbers by their size and not by their letters: 1.10.0 comes after 1.9.0. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
