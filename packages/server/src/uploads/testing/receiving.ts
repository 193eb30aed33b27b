import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ForecourtError } from '@forecourt/errors';
import type { Photo } from '@forecourt/sdk/contract';
import type { UploadClient } from '@forecourt/sdk/uploads';
import { v7 as newId } from 'uuid';
import { type Database, openDatabase } from '../../database/index.ts';
import { dealerships, vehicles } from '../../database/schema.ts';
import { createListener } from '../../http/listener.ts';
import { createLocalStorage, type Storage } from '../../storage/index.ts';
import type { Column } from '../../testing/columns.ts';
import type { UploadCaller } from '../exchange.ts';
import type { Finish } from '../finisher.ts';
import { type UploadLimitsInput, uploadLimitsSchema } from '../options.ts';
import { createReceiver, type Receiver } from '../receiver.ts';
import { markDone } from '../rows.ts';

export interface Place {
  readonly dealershipId: string;
  readonly vehicleId: string;
  readonly caller: UploadCaller;
}

export interface Ground extends AsyncDisposable {
  readonly dataDir: string;
  readonly database: Database;
  readonly storage: Storage;
  /** Two dealerships that know nothing of each other. */
  readonly ours: Place;
  readonly theirs: Place;
}

/** A data folder with database, storage and two dealerships of one vehicle each. */
export async function prepareGround(column: Pick<Column, 'makePlace'>): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await column.makePlace());
  const database = stack.use(await openDatabase(place));
  const storage = stack.use(await createLocalStorage({ folder: place.dataDir }));
  const [ours, theirs] = [await newPlace(database), await newPlace(database)];
  const rest = stack.move();
  return { dataDir: place.dataDir, database, storage, ours, theirs, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

async function newPlace({ orm }: Database): Promise<Place> {
  const [dealershipId, vehicleId] = [newId(), newId()];
  await orm.insert(dealerships).values({ id: dealershipId, name: 'Hill Street Motors' });
  await orm.insert(vehicles).values({ id: vehicleId, dealershipId, stockNumber: vehicleId, make: 'Audi', model: 'A4' });
  return { dealershipId, vehicleId, caller: { dealershipId, personId: newId() } };
}

/** The end of an upload at the level of storage: any bytes will do, and nothing is looked at. */
export function storageFinish({ database, storage }: Pick<Ground, 'database' | 'storage'>): Finish {
  return async ({ row, path, sha256 }) => {
    if (path !== undefined) await storage.put({ path }, { sha256, isVerified: true });
    await markDone(database.orm, row, sha256, null);
    return { photoId: null };
  };
}

export interface ReceiverSettings {
  readonly limits?: UploadLimitsInput;
  readonly now?: () => Date;
  readonly finish?: Finish;
}

export function openReceiver(ground: Ground, { limits = {}, now = () => new Date(), finish }: ReceiverSettings = {}): Promise<Receiver> {
  const { database, dataDir } = ground;
  return createReceiver({ database, dataDir, now, limits: uploadLimitsSchema.parse(limits), finish: finish ?? storageFinish(ground) });
}

export interface Listening extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Serves uploads of one dealership over real HTTP. Disposing ends every connection at once. */
export async function listen(receiver: Pick<Receiver, 'fetch'>, caller: UploadCaller): Promise<Listening> {
  const server: Server = createServer(createListener(async (request) => named(await receiver.fetch(request, caller))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A file at the level of storage became no photo; an uploader wants one named, whatever its name. */
function named(answer: Response): Response {
  const isFinished = answer.headers.has('repr-digest') && !answer.headers.has('forecourt-photo-id');
  if (isFinished) answer.headers.set('forecourt-photo-id', crypto.randomUUID());
  return answer;
}

/** What an uploader needs of a client where there are only uploads: the server has no file yet, and photos are their names. */
export function bareClient(url: string): UploadClient {
  return {
    url,
    credentials: 'omit',
    headers: async () => ({}),
    photos: {
      add: () => Promise.reject(new ForecourtError('ASSET_UNKNOWN', 'There is no such file yet.')),
      get: async (id) => photoNamed(id),
    },
  };
}

function photoNamed(id: string): Photo {
  const at = new Date(0).toISOString();
  const asset = { sha256: '0'.repeat(64), bytes: 1, type: 'image/jpeg', widthPx: 1, heightPx: 1, placeholder: null, createdAt: at };
  const rest = { cutout: null, review: null, job: null, createdAt: at, updatedAt: at };
  return { id, vehicleId: id, name: 'car.jpg', angle: null, position: 0, state: 'waiting', version: 1, asset, ...rest };
}
