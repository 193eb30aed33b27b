/** Whether one version (1.2.3) is another or a later one. What stands behind a dash or plus is not looked at. */
export function isAtLeast(version: string, least: string): boolean {
  const [ours, wanted] = [partsOf(version), partsOf(least)];
  for (const [index, part] of wanted.entries()) {
    const mine = ours[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}

function partsOf(version: string): number[] {
  const [core = ''] = version.split(/[-+]/);
  return core.split('.').map(Number);
}
