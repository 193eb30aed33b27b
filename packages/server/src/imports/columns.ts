import type { ImportField } from '@forecourt/sdk/contract';

/** Names that dealers' systems give to the columns, in English and German, as {@link plain} writes them; the usual ones first. */
const names: Readonly<Record<ImportField, readonly string[]>> = {
  stockNumber: [
    ...[
      'stocknumber',
      'stockno',
      'stocknr',
      'stock',
      'stockid',
      'internalnumber',
      'internalno',
      'interne nummer',
      'internenummer',
      'internenr',
    ],
    ...['bestandsnummer', 'bestandsnr', 'fahrzeugnummer', 'fahrzeugnr', 'fznr', 'lagernummer', 'lagernr', 'hofnummer', 'angebotsnummer'],
    ...['inventorynumber', 'vehiclenumber', 'vehicleid', 'sku', 'id'],
  ],
  vin: [
    'vin',
    'vinnumber',
    'vehicleidentificationnumber',
    'chassisnumber',
    'chassisno',
    'fin',
    'fahrgestellnummer',
    'fahrgestellnr',
    'fahrzeugidentifizierungsnummer',
    'fahrzeugidentnummer',
  ],
  make: ['make', 'brand', 'manufacturer', 'marke', 'hersteller', 'fabrikat'],
  model: ['model', 'modelname', 'modell', 'modellbezeichnung', 'typ', 'type', 'modeldescription', 'fahrzeugmodell'],
  year: [
    'year',
    'modelyear',
    'yearofmanufacture',
    'firstregistration',
    'registrationdate',
    'registered',
    'baujahr',
    'modelljahr',
    'erstzulassung',
    'ez',
  ],
  colour: [
    'colour',
    'color',
    'exteriorcolour',
    'exteriorcolor',
    'paint',
    'farbe',
    'aussenfarbe',
    'lackierung',
    'lackfarbe',
    'farbbezeichnung',
  ],
  mileageKm: [
    'mileagekm',
    'mileage',
    'kilometres',
    'kilometers',
    'km',
    'odometer',
    'miles',
    'mileagemi',
    'kilometerstand',
    'kmstand',
    'laufleistung',
    'laufleistungkm',
  ],
  priceCents: [
    'price',
    'priceamount',
    'saleprice',
    'sellingprice',
    'retailprice',
    'askingprice',
    'grossprice',
    'preis',
    'verkaufspreis',
    'vkpreis',
    'bruttopreis',
    'endpreis',
    'preisbrutto',
    'preiseur',
    'priceeur',
    'preisbetrag',
  ],
  currency: ['currency', 'currencycode', 'pricecurrency', 'waehrung', 'preiswaehrung'],
};

/** Which column each field comes from, as far as the names tell. A column is used once. */
export function guessColumns(columns: readonly string[]): Partial<Record<ImportField, string>> {
  const guessed: Partial<Record<ImportField, string>> = {};
  const used = new Set<string>();
  for (const [field, known] of fieldsOf(names)) {
    const plainKnown = known.map(plain);
    const best = columns
      .filter((column) => !used.has(column))
      .map((column) => ({ column, rank: rankOf(column, plainKnown) }))
      .filter(({ rank }) => rank >= 0)
      .toSorted((one, other) => one.rank - other.rank)[0];
    if (best === undefined) continue;
    guessed[field] = best.column;
    used.add(best.column);
  }
  return guessed;
}

/** The whole path of a field counts before its last part: `vehicle.make` is a make, `price.amount` a price. */
function rankOf(column: string, known: readonly string[]): number {
  const whole = known.indexOf(plain(column));
  if (whole >= 0) return whole;
  const last = known.indexOf(plain(column.split('.').at(-1) ?? ''));
  return last < 0 ? -1 : last + known.length;
}

function fieldsOf(table: typeof names): [ImportField, readonly string[]][] {
  return Object.entries(table) as [ImportField, readonly string[]][];
}

/** Letters and digits alone, in lower case, umlauts written out: `Stock No.` is `stockno`, `Außenfarbe` is `aussenfarbe`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}
