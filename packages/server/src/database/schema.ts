// Every row but those of `people` and `setup_codes` belongs to a dealership, and every reference between such rows carries the
// dealership's id: a row that points into another dealership cannot be written, whatever the code above forgets.
// Identifiers are UUIDs of version 7, so that "newest first" is the primary key read backwards.

export { apiKeys, dealerships, memberships, people, sessions, setupCodes } from './tables/identity.ts';
export { assets, cutouts, jobs, photos, reviews, vehicles } from './tables/pictures.ts';
export { events, idempotency } from './tables/records.ts';
export { uploads } from './tables/uploads.ts';
