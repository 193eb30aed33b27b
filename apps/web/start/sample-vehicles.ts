import type { Angle, NewVehicle } from '@forecourt/sdk/contract';

export interface SamplePhoto {
  /** Below the folder of samples. */
  readonly file: string;
  readonly angle: Angle;
  /** Its name among the vehicle's photos. */
  readonly name: string;
}

export interface SampleVehicle {
  readonly vehicle: NewVehicle;
  readonly photos: readonly SamplePhoto[];
}

/** Begins the stock number of every sample, and of nothing else: they are found and removed by it. */
export const samplePrefix = 'SAMPLE-';

const still = (name: string, angle: Angle): SamplePhoto => ({ file: `stills/${name}.jpg`, angle, name: `${name}.jpg` });

/** Every third picture of the spin stands at one of the eight angles; it turns from the front over the car's left side. */
const aroundTheCar: readonly Angle[] = ['front', 'front-left', 'left', 'rear-left', 'rear', 'rear-right', 'right', 'front-right'];
const spin: readonly SamplePhoto[] = aroundTheCar.map((angle, index) => ({
  file: `spin/${String(index * 3).padStart(2, '0')}.jpg`,
  angle,
  name: `hatchback-red-lot-${angle}.jpg`,
}));

/**
 * What the sample vehicles are called. The makes are invented; the cars are those of `samples/manifest.json`. The last one
 * is the newest, so it stands first in the stock: the car with a whole set.
 */
export const sampleVehicles: readonly SampleVehicle[] = [
  car({ make: 'Norden', model: 'Cargo L2', year: 2019, colour: 'White', mileageKm: 88_400, priceCents: 16_490_00 }, [
    still('van-white-yard-side', 'left'),
  ]),
  car({ make: 'Alder', model: 'Tourer', year: 2018, colour: 'Silver', mileageKm: 104_200, priceCents: 11_950_00 }, [
    still('estate-silver-street-side', 'left'),
  ]),
  car({ make: 'Kestrel', model: 'One', year: 2020, colour: 'Blue', mileageKm: 39_700, priceCents: 12_790_00 }, [
    still('hatchback-blue-lot-side', 'left'),
  ]),
  car({ make: 'Meridian', model: 'S4 Executive', year: 2021, colour: 'Black', mileageKm: 51_300, priceCents: 27_900_00 }, [
    still('saloon-black-yard-rear-left', 'rear-left'),
  ]),
  car({ make: 'Kestrel', model: 'One', year: 2017, colour: 'White', mileageKm: 73_800, priceCents: 8_450_00 }, [
    still('hatchback-white-lot-rear-right', 'rear-right'),
  ]),
  car({ make: 'Norden', model: 'Ridge', year: 2022, colour: 'Blue', mileageKm: 28_600, priceCents: 34_900_00 }, [
    still('suv-blue-street-rear-left', 'rear-left'),
  ]),
  car({ make: 'Alder', model: 'Tourer Sport', year: 2022, colour: 'Black', mileageKm: 33_100, priceCents: 24_600_00 }, [
    still('estate-black-lot-front-right', 'front-right'),
  ]),
  car({ make: 'Kestrel', model: 'One', year: 2021, colour: 'Silver', mileageKm: 26_900, priceCents: 13_990_00 }, [
    still('hatchback-silver-yard-front', 'front'),
  ]),
  car({ make: 'Norden', model: 'Ridge', year: 2023, colour: 'White', mileageKm: 14_200, priceCents: 38_750_00 }, [
    still('suv-white-yard-front-right', 'front-right'),
  ]),
  car({ make: 'Meridian', model: 'S4', year: 2020, colour: 'Silver', mileageKm: 58_900, priceCents: 21_400_00 }, [
    still('saloon-silver-lot-front-left', 'front-left'),
  ]),
  car({ make: 'Meridian', model: 'S4', year: 2023, colour: 'Red', mileageKm: 9_800, priceCents: 33_200_00 }, [
    still('saloon-red-showroom-front-left', 'front-left'),
  ]),
  car({ make: 'Kestrel', model: 'One GT', year: 2023, colour: 'Red', mileageKm: 11_500, priceCents: 18_950_00 }, [
    ...spin,
    still('hatchback-red-street-front-left', 'front-left'),
  ]),
].map(({ vehicle, photos }, index) => ({
  photos,
  vehicle: { ...vehicle, stockNumber: `${samplePrefix}${String(index + 1).padStart(2, '0')}` },
}));

function car(facts: Omit<NewVehicle, 'stockNumber' | 'currency'>, photos: readonly SamplePhoto[]) {
  return { vehicle: { ...facts, currency: 'EUR' }, photos };
}
