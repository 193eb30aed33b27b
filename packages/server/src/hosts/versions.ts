/** Whether a version is older than another, number by number: 1.9.2 is older than 1.10.0. What follows a hyphen is left out. */
export function isOlder(version: string, other: string): boolean {
  const [own, theirs] = [numbersOf(version), numbersOf(other)];
  const place = own.findIndex((number, index) => number !== theirs[index]);
  return place >= 0 && (own[place] ?? 0) < (theirs[place] ?? 0);
}

function numbersOf(version: string): number[] {
  const numbers = (version.split('-')[0] ?? '').split('.').map(Number);
  return [0, 1, 2].map((place) => {
    const number = numbers[place] ?? 0;
    return Number.isSafeInteger(number) ? number : 0;
  });
}
