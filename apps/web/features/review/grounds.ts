import * as z from 'zod';

/** What a cutout can stand on, in the order of the keys 1 to 5. */
export const groundSchema = z.enum(['grey', 'white', 'black', 'checker', 'scene']);
export type Ground = z.infer<typeof groundSchema>;

export const groundNames: Readonly<Record<Ground, string>> = {
  grey: 'Grey',
  white: 'White',
  black: 'Black',
  checker: 'Checker',
  scene: 'Showroom',
};

const place = 'forecourt.ground';

/** The ground that this person chose last, on this device. */
export function readGround(storage: Pick<Storage, 'getItem'>): Ground {
  return groundSchema.catch('grey').parse(storage.getItem(place));
}

export function keepGround(storage: Pick<Storage, 'setItem'>, ground: Ground): void {
  storage.setItem(place, ground);
}
