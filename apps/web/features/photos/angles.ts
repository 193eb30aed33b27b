import type { Angle } from '@forecourt/sdk/contract';

/** One place in the set of a vehicle: an angle, what it is called, and whether a listing looks unfinished without it. */
export interface AnglePlace {
  readonly angle: Angle;
  readonly name: string;
  readonly wanted: boolean;
}

/**
 * The places of a set in the order in which a person walks around the car, beginning with the three-quarter view that most
 * listings open with.
 */
export const anglePlaces: readonly AnglePlace[] = [
  { angle: 'front-left', name: 'Front left', wanted: true },
  { angle: 'front', name: 'Front', wanted: true },
  { angle: 'front-right', name: 'Front right', wanted: true },
  { angle: 'right', name: 'Right side', wanted: true },
  { angle: 'rear-right', name: 'Rear right', wanted: true },
  { angle: 'rear', name: 'Rear', wanted: true },
  { angle: 'rear-left', name: 'Rear left', wanted: true },
  { angle: 'left', name: 'Left side', wanted: true },
  { angle: 'interior', name: 'Interior', wanted: true },
  { angle: 'detail', name: 'Detail', wanted: false },
];

/** What a person calls an angle; photos of which nobody said it are "No angle". */
export function angleName(angle: Angle | null): string {
  return anglePlaces.find((place) => place.angle === angle)?.name ?? 'No angle';
}

const wordOrders: readonly (readonly [RegExp, Angle])[] = [
  [/front[-_ ]?left|left[-_ ]?front/, 'front-left'],
  [/front[-_ ]?right|right[-_ ]?front/, 'front-right'],
  [/(rear|back)[-_ ]?left|left[-_ ]?(rear|back)/, 'rear-left'],
  [/(rear|back)[-_ ]?right|right[-_ ]?(rear|back)/, 'rear-right'],
  [/\b(interior|dash|dashboard|cockpit|seats?)\b/, 'interior'],
  [/\b(detail|wheel|rim|badge|damage)\b/, 'detail'],
  [/\bfront\b/, 'front'],
  [/\b(rear|back)\b/, 'rear'],
  [/\bleft\b/, 'left'],
  [/\bright\b/, 'right'],
];

/** The angle that a file's name says, as photographers write it ("IMG_02 front-left.jpg"); null where it says none. */
export function angleFromName(fileName: string): Angle | null {
  const words = fileName
    .toLowerCase()
    .replace(/\.[a-z0-9]+$/, '')
    .replaceAll('_', '-');
  const padded = words.replaceAll('-', ' ');
  return wordOrders.find(([pattern]) => pattern.test(words) || pattern.test(padded))?.[1] ?? null;
}
