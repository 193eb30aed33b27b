import type { Angle, Problem, RemovalOptions } from '@forecourt/sdk/contract';
import { sql } from '../drizzle.ts';
import { bigint, check, foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { now, oneOf, time } from './columns.ts';
import { photos, vehicles } from './pictures.ts';

const uploadStates = ['receiving', 'finishing', 'done', 'failed'] as const;

export const uploads = pgTable(
  'uploads',
  {
    id: uuid('id').notNull(),
    dealershipId: uuid('dealership_id').notNull(),
    vehicleId: uuid('vehicle_id').notNull(),
    /** Who sends it, as `person:ID` or `key:ID`. */
    createdBy: text('created_by'),
    name: text('name').notNull(),
    typeHint: text('type_hint'),
    angle: text('angle').$type<Angle>(),
    options: jsonb('options').$type<RemovalOptions>(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Bytes that are verified and on the disk. */
    offset: bigint('offset', { mode: 'number' }).notNull().default(0),
    sha256: text('sha256'),
    state: text('state', { enum: uploadStates }).notNull().default('receiving'),
    problem: jsonb('problem').$type<Problem>(),
    /** Names what somebody did that it came from; goes on to the photo's job. */
    correlationId: text('correlation_id'),
    photoId: uuid('photo_id'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.id] }),
    index('uploads_finishing').on(table.sha256).where(sql.raw(`"state" = 'finishing'`)),
    index('uploads_by_state').on(table.dealershipId, table.state),
    index('uploads_expires_at').on(table.expiresAt),
    index('uploads_by_vehicle').on(table.dealershipId, table.vehicleId),
    index('uploads_by_photo').on(table.dealershipId, table.photoId),
    check('uploads_state', oneOf('state', uploadStates)),
    check('uploads_offset', sql.raw('"offset" between 0 and "bytes"')),
    foreignKey({
      name: 'uploads_vehicle',
      columns: [table.dealershipId, table.vehicleId],
      foreignColumns: [vehicles.dealershipId, vehicles.id],
    }).onDelete('cascade'),
    // In the migration by hand: `on delete set null ("photo_id")`, since the dealership's id has to stay.
    foreignKey({
      name: 'uploads_photo',
      columns: [table.dealershipId, table.photoId],
      foreignColumns: [photos.dealershipId, photos.id],
    }).onDelete('set null'),
  ],
);
