import type { Import, ImportField } from '@forecourt/sdk/contract';

export const fieldWords: Readonly<Record<ImportField, string>> = {
  stockNumber: 'Stock number',
  vin: 'VIN',
  make: 'Make',
  model: 'Model',
  year: 'Year',
  colour: 'Colour',
  mileageKm: 'Mileage',
  priceCents: 'Price',
  currency: 'Currency',
};

export const requiredFields: readonly ImportField[] = ['stockNumber', 'make', 'model'];

export const stateWords: Readonly<Record<Import['state'], string>> = {
  receiving: 'Not sent whole',
  ready: 'To be looked at',
  running: 'Coming in',
  stopped: 'Stopped',
  done: 'Done',
  failed: 'Failed',
  undoing: 'Being taken back',
  undone: 'Taken back',
};

/** `1,980 made, 20 failed, 1 was there` */
export function outcome({ state, created, skipped, failed, undone, kept }: Import): string {
  const figure = (count: number, words: string) => (count > 0 ? `${count.toLocaleString()} ${words}` : '');
  const parts =
    state === 'undone' || state === 'undoing'
      ? [figure(undone, 'taken back'), figure(kept, 'left, since somebody worked on them')]
      : [figure(created, 'made'), figure(skipped, 'were there'), figure(failed, 'failed')];
  return parts.filter((part) => part !== '').join(', ');
}
