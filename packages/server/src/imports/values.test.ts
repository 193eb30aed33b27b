import { describe, expect, it } from 'vitest';
import { guessColumns } from './columns.ts';
import { guessEncoding } from './encoding.ts';
import { guessDelimiter } from './table.ts';
import { readers } from './values.ts';

describe('a price', () => {
  it.each([
    ['12.345,67 €', 1_234_567],
    ['€12,345.67', 1_234_567],
    ['12345.6', 1_234_560],
    ['12.345', 1_234_500],
    ['12,345', 1_234_500],
    ['12,5', 1_250],
    ["12'345.–", 1_234_500],
    ["12'345", 1_234_500],
    ['12 345,00 EUR', 1_234_500],
    ['12.345,- €', 1_234_500],
    ['1.234.567', 123_456_700],
    ['0', 0],
    ['', null],
    ['12.34.56', undefined],
    ['call us', undefined],
    ['-5', undefined],
  ])('%s is understood', (text, cents) => {
    expect(readers.priceCents(text, 'Preis')).toEqual(cents === undefined ? { message: 'is no number' } : { value: cents });
  });

  it('in cents is taken as it is', () => {
    expect(readers.priceCents('1299900', 'price_cents')).toEqual({ value: 1_299_900 });
  });
});

it.each([
  ['123.456 km', 'Laufleistung', 123_456],
  ['10,000 miles', 'Mileage', 16_093],
  ['10000', 'Mileage (mi)', 16_093],
  ['', 'km', null],
])('a mileage of %s in %s is %s km', (text, column, km) => {
  expect(readers.mileageKm(text, column)).toEqual({ value: km });
});

it.each([
  ['2021', 2021],
  ['2021.0', 2021],
  ['03/2021', 2021],
  ['15.03.2021', 2021],
  ['2021-03-15', 2021],
  ['2021-03-15T00:00:00.000Z', 2021],
])('a first registration of %s is of that year', (text, year) => {
  expect(readers.year(text, 'EZ')).toEqual({ value: year });
});

it('columns are found by their English and German names', () => {
  expect(guessColumns(['Stock No.', 'VIN', 'Make', 'Model', 'Year', 'Colour', 'Mileage', 'Price', 'Currency', 'Notes'])).toEqual({
    ...{ stockNumber: 'Stock No.', vin: 'VIN', make: 'Make', model: 'Model', year: 'Year', colour: 'Colour' },
    ...{ mileageKm: 'Mileage', priceCents: 'Price', currency: 'Currency' },
  });
  expect(
    guessColumns(['Interne Nummer', 'FIN', 'Marke', 'Modell', 'Erstzulassung', 'Außenfarbe', 'Kilometerstand', 'VK-Preis', 'Währung']),
  ).toEqual({
    ...{ stockNumber: 'Interne Nummer', vin: 'FIN', make: 'Marke', model: 'Modell', year: 'Erstzulassung', colour: 'Außenfarbe' },
    ...{ mileageKm: 'Kilometerstand', priceCents: 'VK-Preis', currency: 'Währung' },
  });
  expect(guessColumns(['_id', 'stock.number', 'vehicle.make', 'vehicle.model', 'price.amount', 'price.currency'])).toMatchObject({
    ...{ make: 'vehicle.make', model: 'vehicle.model', priceCents: 'price.amount', currency: 'price.currency' },
  });
});

it('the sign between columns is the one outside of quotes', () => {
  expect(guessDelimiter('"Stock; No.";Make;Model, long\n1,2,3,4,5')).toBe(';');
  expect(guessDelimiter('a\tb\tc')).toBe('\t');
  expect(guessDelimiter('one')).toBe(',');
});

it('the encoding is seen in the bytes', () => {
  expect(guessEncoding(Buffer.from('Škoda grün'))).toBe('utf-8');
  expect(guessEncoding(Buffer.from('gr\xfcn', 'latin1'))).toBe('windows-1252');
  expect(guessEncoding(Buffer.from('\ufeffMake', 'utf16le'))).toBe('utf-16le');
  expect(guessEncoding(Buffer.from('Make;Model;Year', 'utf16le'))).toBe('utf-16le');
  expect(guessEncoding(Buffer.from('Make;Model;Year', 'utf16le').swap16())).toBe('utf-16be');
});
