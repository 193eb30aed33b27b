import * as z from 'zod';

/** Lower-case hexadecimal SHA-256 of a file: the name of an asset. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

/** Identifiers are UUIDs of version 7: they sort by the time of their making. */
export const idSchema = z.uuid();

/** A moment in UTC, as RFC 3339. */
export const timeSchema = z.iso.datetime();
