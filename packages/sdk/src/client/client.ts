import type * as z from 'zod';
import { type ForecourtEvent, type ImportPlan, type NewVehicle, routes, type VehicleChanges } from '../contract/index.ts';
import { addressOf, type Call, type CallInput, type CallOptions, createCall, send } from './call.ts';
import { type ClientOptions, type Connection, createConnection } from './connection.ts';
import { errors, notifications } from './errors.ts';
import { type EventOptions, followEvents } from './events.ts';
import { generations } from './generations.ts';
import { enrolments, hosts, syncFolders } from './hosts.ts';
import { listOf } from './pages.ts';
import { invitations, people } from './people.ts';
import { budgets, providers, usage } from './providers.ts';
import { executions, scripts, transfers } from './scripts.ts';
import { webhooks } from './webhooks.ts';

type Body<Name extends 'setUp' | 'signIn' | 'createKey' | 'addPhoto' | 'changePhoto' | 'processPhoto'> = CallInput<Name>['body'];
type Query<Name extends 'listImports' | 'listVehicles' | 'listPhotos' | 'listJobs' | 'listKeys' | 'listAudit'> = z.input<
  (typeof routes)[Name]['query']
>;
/** How a decision is sent. */
export interface ReviewOptions extends CallOptions {
  /** Refuse with CHANGED_MEANWHILE if the photo has changed since this version. */
  readonly expectedVersion?: number | undefined;
}

type MadeClient = ReturnType<typeof createClient>;

// An interface is named in declarations; an alias would be written out, all thirteen thousand lines, wherever one speaks of it.
/** Everything that can be asked of a Forecourt server. See {@link createClient}. */
export interface Client extends MadeClient {}

/**
 * A typed client of a Forecourt server, for browsers, Node and workers.
 *
 * Answers are checked by the same schemas that the server answers with. Every method takes `{ signal }` and rejects with a
 * `ForecourtError`: the server's own codes with its hint, details and correlation id, SERVER_UNREACHABLE without an answer,
 * ANSWER_INVALID for an answer that no Forecourt server gives. What failed for a reason that passes is sent again, and is
 * done once: writes carry an Idempotency-Key.
 *
 * @example
 * const client = createClient({ url: 'https://cars.example', key: process.env.CARS_KEY });
 * const vehicle = await client.vehicles.create({ stockNumber: 'A-1042', make: 'Audi', model: 'A4' });
 * for await (const photo of client.photos.list({ vehicleId: vehicle.id })) console.log(photo.name, photo.state);
 *
 * @throws INVALID_INPUT for options that cannot be.
 */
export function createClient(options: ClientOptions = {}) {
  const connection = createConnection(options);
  const call = createCall(connection);
  return {
    /** Address of the server with its base path, without a slash at the end. */
    url: connection.baseUrl,
    /** Whether requests carry the browser's cookies: only where no key is used. */
    credentials: connection.credentials,
    /** Headers that say who is asking, for what speaks to the server in another way: uploads. */
    headers: () => connection.headers(),
    /** Calls any route of the contract by its name. */
    call,
    setup: setup(call),
    session: session(call),
    vehicles: vehicles(call),
    photos: photos(call),
    generations: generations(call, connection),
    jobs: jobs(call),
    queue: queue(call),
    imports: imports(call),
    keys: keys(call),
    people: people(call),
    invitations: invitations(call),
    audit: audit(call, connection),
    errors: errors(call),
    notifications: notifications(call),
    assets: assets(call, connection),
    storage: storage(call),
    diagnostics: diagnostics(call, connection),
    webhooks: webhooks(call),
    providers: providers(call),
    budgets: budgets(call),
    usage: usage(call),
    hosts: hosts(call),
    enrolments: enrolments(call),
    scripts: scripts(call),
    executions: executions(call, connection),
    transfers: transfers(call),
    syncFolders: syncFolders(call),
    /**
     * What happens in the dealership, as it happens, from now on or from behind a cursor. Goes on by itself after a lost
     * connection, without a gap; after `stream.reset` fetch everything anew. Ends with `break` or `signal`.
     *
     * @example
     * for await (const event of client.events({ signal })) {
     *   if (event.type === 'photo.changed') show(event.data);
     * }
     */
    events: (eventOptions: EventOptions = {}): AsyncIterable<ForecourtEvent> => followEvents(connection, eventOptions),
  };
}

function setup(call: Call) {
  return {
    /** Whether the server still waits for its first owner. */
    read: (options?: CallOptions) => call('getSetup', {}, options),
    /** Creates the first dealership with its owner, with the code that the server printed, and signs the owner in. */
    complete: (body: Body<'setUp'>, options?: CallOptions) => call('setUp', { body }, options),
  };
}

function session(call: Call) {
  return {
    /** Who is asking: throws UNAUTHENTICATED if nobody is signed in. */
    read: (options?: CallOptions) => call('getIdentity', {}, options),
    signIn: (body: Body<'signIn'>, options?: CallOptions) => call('signIn', { body }, options),
    signOut: (options?: CallOptions) => call('signOut', {}, options),
  };
}

function vehicles(call: Call) {
  return {
    /** Vehicles, newest first; `search` looks in stock number, VIN, make and model. */
    list: (query: Query<'listVehicles'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listVehicles', { query: { ...query, cursor } }, options), options),
    /** @throws STOCK_NUMBER_TAKEN */
    create: (body: NewVehicle, options?: CallOptions) => call('createVehicle', { body }, options),
    get: (vehicleId: string, options?: CallOptions) => call('getVehicle', { params: { vehicleId } }, options),
    /** Changes what is given and keeps the rest. */
    change: (vehicleId: string, body: VehicleChanges, options?: CallOptions) =>
      call('changeVehicle', { params: { vehicleId }, body }, options),
    /** Removes it with its photos. */
    delete: (vehicleId: string, options?: CallOptions) => call('deleteVehicle', { params: { vehicleId } }, options),
    /** What buyers see of it. */
    listing: (vehicleId: string, options?: CallOptions) => call('getListing', { params: { vehicleId } }, options),
  };
}

function photos(call: Call) {
  const review = (photoId: string, body: CallInput<'reviewPhoto'>['body'], options?: CallOptions) =>
    call('reviewPhoto', { params: { photoId }, body }, options);
  return {
    /** Photos of one vehicle in their order, or of all. */
    list: (query: Query<'listPhotos'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listPhotos', { query: { ...query, cursor } }, options), options),
    /** Adds a photo whose file the server has already. @throws ASSET_UNKNOWN */
    add: (vehicleId: string, body: Body<'addPhoto'>, options?: CallOptions) => call('addPhoto', { params: { vehicleId }, body }, options),
    get: (photoId: string, options?: CallOptions) => call('getPhoto', { params: { photoId } }, options),
    /** Changes its angle or its place in the set. */
    change: (photoId: string, body: Body<'changePhoto'>, options?: CallOptions) =>
      call('changePhoto', { params: { photoId }, body }, options),
    delete: (photoId: string, options?: CallOptions) => call('deletePhoto', { params: { photoId } }, options),
    /** Puts the cutout into the listing. @throws NOT_REVIEWABLE, CHANGED_MEANWHILE */
    approve: (photoId: string, { expectedVersion, ...options }: ReviewOptions = {}) =>
      review(photoId, { decision: 'approve', expectedVersion }, options),
    /** Says that the cutout will not do. @throws NOT_REVIEWABLE, CHANGED_MEANWHILE */
    reject: (photoId: string, { reason, expectedVersion, ...options }: ReviewOptions & { readonly reason?: string | undefined } = {}) =>
      review(photoId, { decision: 'reject', reason, expectedVersion }, options),
    /** Takes the last decision back. */
    undoReview: (photoId: string, options?: CallOptions) => call('undoReview', { params: { photoId } }, options),
    /** Who could make a cutout, for how much and how fast: whom `process` may name. */
    cutoutOffers: async (options?: CallOptions) => (await call('listCutoutOffers', {}, options)).items,
    /** Makes a new cutout; the old one stays until then. @throws ALREADY_WORKING, NO_PROVIDER */
    process: (photoId: string, body: Body<'processPhoto'> = {}, options?: CallOptions) =>
      call('processPhoto', { params: { photoId }, body }, options),
    /** What a model saw on it. @throws NOT_FOUND where none has looked yet */
    analysis: (photoId: string, options?: CallOptions) => call('getPhotoAnalysis', { params: { photoId } }, options),
    /** Lets a model look at it. */
    analyze: (photoId: string, body: CallInput<'analyzePhoto'>['body'] = {}, options?: CallOptions) =>
      call('analyzePhoto', { params: { photoId }, body }, options),
  };
}

function jobs(call: Call) {
  return {
    /** Jobs, newest first. */
    list: (query: Query<'listJobs'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listJobs', { query: { ...query, cursor } }, options), options),
    get: (jobId: string, options?: CallOptions) => call('getJob', { params: { jobId } }, options),
    /** Lets a waiting job go before others of the dealership, or behind them. @throws NOT_WAITING */
    prioritise: (jobId: string, priority: number, options?: CallOptions) =>
      call('changeJob', { params: { jobId }, body: { priority } }, options),
    /** Its tries that came to no result, the latest first. */
    attempts: async (jobId: string, options?: CallOptions) => (await call('listJobAttempts', { params: { jobId } }, options)).items,
    /** Jobs that failed for good, by cause. */
    deadLetters: async (options?: CallOptions) => (await call('listDeadLetters', {}, options)).items,
    /** Starts failed jobs again: these, those of a cause, or all. While `remaining` is not 0, ask again. */
    retryMany: (body: CallInput<'retryJobs'>['body'], options?: CallOptions) => call('retryJobs', { body }, options),
    /** Takes failed jobs off the list, without another try. */
    discardMany: (body: CallInput<'discardJobs'>['body'], options?: CallOptions) => call('discardJobs', { body }, options),
    /** Starts a failed or cancelled job again. @throws NOT_RETRYABLE */
    retry: (jobId: string, options?: CallOptions) => call('retryJob', { params: { jobId } }, options),
    /** Cancels a job that has no result yet. @throws NOT_CANCELLABLE */
    cancel: (jobId: string, options?: CallOptions) => call('cancelJob', { params: { jobId } }, options),
  };
}

function imports(call: Call) {
  return {
    /** Imports, newest first. */
    list: (query: Query<'listImports'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listImports', { query: { ...query, cursor } }, options), options),
    /** Begins one; its source is sent in parts. */
    create: (body: CallInput<'createImport'>['body'], options?: CallOptions) => call('createImport', { body }, options),
    get: (importId: string, options?: CallOptions) => call('getImport', { params: { importId } }, options),
    /** Sends the next part, in base64, from `receivedBytes` on. @throws IMPORT_UNREADABLE with the last one */
    send: (importId: string, body: CallInput<'sendImportPart'>['body'], options?: CallOptions) =>
      call('sendImportPart', { params: { importId }, body }, options),
    /** Changes how the source is read. */
    change: (importId: string, plan: ImportPlan, options?: CallOptions) =>
      call('changeImport', { params: { importId }, body: { plan } }, options),
    /** What would come in. */
    preview: (importId: string, query: CallInput<'previewImport'>['query'] = {}, options?: CallOptions) =>
      call('previewImport', { params: { importId }, query }, options),
    start: (importId: string, options?: CallOptions) => call('startImport', { params: { importId } }, options),
    stop: (importId: string, options?: CallOptions) => call('stopImport', { params: { importId } }, options),
    /** Takes back what it made and nobody has worked on since. */
    undo: (importId: string, options?: CallOptions) => call('undoImport', { params: { importId } }, options),
    /** What is wrong with rows that did not come in. */
    errors: (importId: string, query: CallInput<'listImportErrors'>['query'] = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listImportErrors', { params: { importId }, query: { ...query, cursor } }, options), options),
  };
}

function queue(call: Call) {
  return {
    /** What waits, what is under way, and whether it is paused. */
    read: (options?: CallOptions) => call('getQueue', {}, options),
    /** Lets no more jobs of the dealership begin; those under way end. */
    pause: (options?: CallOptions) => call('pauseQueue', {}, options),
    resume: (options?: CallOptions) => call('resumeQueue', {}, options),
    /** The same of all dealerships, for operators of the installation. */
    installation: {
      read: (options?: CallOptions) => call('getInstallationQueue', {}, options),
      pause: (options?: CallOptions) => call('pauseInstallationQueue', {}, options),
      resume: (options?: CallOptions) => call('resumeInstallationQueue', {}, options),
      /** Tasks that run by the clock. */
      schedules: async (options?: CallOptions) => (await call('listSchedules', {}, options)).items,
    },
  };
}

function keys(call: Call) {
  return {
    /** API keys, newest first. Only for owners and managers who are signed in. */
    list: (query: Query<'listKeys'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listKeys', { query: { ...query, cursor } }, options), options),
    /** Makes a key; its `secret` is in this answer and never shown again. */
    create: (body: Body<'createKey'>, options?: CallOptions) => call('createKey', { body }, options),
    revoke: (keyId: string, options?: CallOptions) => call('revokeKey', { params: { keyId } }, options),
  };
}

function diagnostics(call: Call, connection: Connection) {
  return {
    /** Looks at each part of the installation now. Takes as long as the slowest of them, some seconds where one is away. */
    look: (options?: CallOptions) => call('getDiagnostics', {}, options),
    /** A ZIP for whoever helps, without secrets. */
    bundle: (options: CallOptions = {}): Promise<Response> => send(connection, routes.getSupportBundle, {}, options),
  };
}

function audit(call: Call, connection: Connection) {
  return {
    /** What was done, by whom and to what, newest first. */
    list: (query: Query<'listAudit'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listAudit', { query: { ...query, cursor } }, options), options),
    /** Checks the whole log; takes as long as it takes to read it. */
    verify: (options?: CallOptions) => call('verifyAudit', {}, options),
    /** The whole log with its chain and signatures, as JSON lines: read `body` as a stream. */
    export: (options: CallOptions = {}): Promise<Response> => send(connection, routes.exportAudit, {}, options),
  };
}

function assets(call: Call, connection: Connection) {
  return {
    get: (sha256: string, options?: CallOptions) => call('getAsset', { params: { sha256 } }, options),
    /** Address of the file itself, for `<img src>` or a link; with `download` it is saved under that name. */
    fileUrl: (sha256: string, { download }: { readonly download?: string | undefined } = {}) =>
      `${connection.url}${addressOf(routes.getAssetFile, { params: { sha256 }, query: { download } })}`,
    /** Address of a small upright WebP of the picture. */
    previewUrl: (sha256: string, { widthPx }: { readonly widthPx?: 160 | 320 | 640 | 1280 | 2560 | undefined } = {}) =>
      `${connection.url}${addressOf(routes.getAssetPreview, { params: { sha256 }, query: { width: widthPx } })}`,
    /** Makes an address from which anybody may fetch the file until it expires: for `<img src>` on another site, or a mail. */
    link: (sha256: string, { signal, ...body }: CallOptions & { readonly expiresInSeconds?: number; readonly download?: string } = {}) =>
      call('linkAsset', { params: { sha256 }, body }, { signal }),
    /** Fetches the file itself; read `body` as a stream or take `blob()`. */
    file: (sha256: string, options: CallOptions = {}): Promise<Response> =>
      send(connection, routes.getAssetFile, { params: { sha256 } }, options),
  };
}

function storage(call: Call) {
  return {
    /** What is kept and where, how a move stands, what clean-ups found. Only for operators of the installation. */
    read: (options?: CallOptions) => call('getStorage', {}, options),
    /** Brings all files to another place, while everything goes on. @throws STORAGE_ALREADY_THERE, STORAGE_UNAVAILABLE */
    move: (body: CallInput<'moveStorage'>['body'], options?: CallOptions) => call('moveStorage', { body }, options),
    /** Removes the files from where they were moved away from, after each was looked at. @throws STORAGE_NOT_MOVED */
    removeSource: (options?: CallOptions) => call('emptyStorageSource', {}, options),
    /** Looks for what nobody wants any more, and removes it unless it is a dry run. */
    clean: (body: CallInput<'cleanStorage'>['body'] = {}, options?: CallOptions) => call('cleanStorage', { body }, options),
  };
}
