import type { Vehicle } from '@forecourt/sdk/contract';

type Named = Pick<Vehicle, 'make' | 'model' | 'year'>;

/** As people call it: `2021 Audi A4`. */
export function vehicleTitle({ make, model, year }: Named): string {
  return [year, make, model].filter((part) => part !== null).join(' ');
}

/** The rest that tells it apart: `Silver · 42,100 km · €18,900`. */
export function vehicleFacts(vehicle: Pick<Vehicle, 'colour' | 'mileageKm' | 'priceCents' | 'currency'>, locale?: string): string {
  const facts = [
    vehicle.colour,
    vehicle.mileageKm === null ? null : `${new Intl.NumberFormat(locale).format(vehicle.mileageKm)} km`,
    price(vehicle, locale),
  ];
  return facts.filter((fact) => fact !== null).join(' · ');
}

function price({ priceCents, currency }: Pick<Vehicle, 'priceCents' | 'currency'>, locale?: string): string | null {
  if (priceCents === null) return null;
  const amount = priceCents / 100;
  if (currency === null) return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(amount);
  return new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: priceCents % 100 === 0 ? 0 : 2 }).format(
    amount,
  );
}
