import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { numberOf, readChanges } from './vehicle-changes.ts';

const form = {
  stockNumber: 'A-1',
  make: 'Audi',
  model: 'A4',
  year: '2021',
  vin: '',
  colour: ' ',
  mileageKm: "42'100",
  price: '18.900,50',
  currency: 'eur',
};

describe('the edit dialog', () => {
  it('reads numbers as people write them', () => {
    expect(['18900', '18.900', '18,900.50', '18 900,5', '1.234.567'].map(numberOf)).toEqual([18900, 18900, 18900.5, 18900.5, 1234567]);
    expect(numberOf('about 5')).toBeNaN();
  });

  it('clears what was emptied', () => {
    expect(readChanges(form)).toMatchObject({ vin: null, colour: null, mileageKm: 42100, priceCents: 1_890_050, currency: 'EUR' });
  });

  it('says for each field what is wrong', () => {
    const read = () => readChanges({ ...form, vin: 'IOQ', price: 'cheap', make: '' });
    expect(read).toThrow(ForecourtError);
    try {
      read();
    } catch (error) {
      expect(ForecourtError.is(error) && Object.keys(Object(error.details?.fields))).toEqual(['vin', 'make', 'priceCents']);
    }
  });
});
