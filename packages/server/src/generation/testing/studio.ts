import { type NewGeneration, newGenerationSchema } from '@forecourt/sdk/contract';
import { createOpenAiProvider } from '@forecourt/sdk/providers/openai';
import { createReplicateProvider } from '@forecourt/sdk/providers/replicate';
import { createMemoryBudget, createMemoryCache, createRouter, type Router } from '@forecourt/sdk/router';
import {
  type OpenAiEmulator,
  type ReplicateEmulator,
  type ReplicateEmulatorOptions,
  redCarPhoto,
  startOpenAiEmulator,
  startReplicateEmulator,
} from '@forecourt/testing';
import { v7 as newId } from 'uuid';
import type { Database } from '../../database/open.ts';
import { createEmbeddedQueue } from '../../jobs/embedded/embedded-queue.ts';
import type { Queue } from '../../jobs/queue.ts';
import { startCraftWorker, type Worker } from '../../jobs/worker.ts';
import type { Storage } from '../../storage/index.ts';
import { sampleDealership, sampleVehicle } from '../../testing/samples.ts';
import { placePhoto } from '../../uploads/index.ts';
import { callCraft } from '../call-craft.ts';
import { createGenerations, type Generations } from '../create-generations.ts';

export interface Studio extends Desk {
  readonly openai: OpenAiEmulator;
  readonly replicate: ReplicateEmulator;
}

/** A dealership that asks for pictures, and a worker for it. */
export interface Desk extends AsyncDisposable {
  readonly dealershipId: string;
  readonly vehicleId: string;
  readonly generations: Generations;
  readonly queue: Queue;
  /** A worker that makes the calls. */
  work(options?: { readonly leaseMs?: number }): Promise<Worker>;
  /** Asks for a generation; what is left out is usual. */
  ask(wanted?: Partial<NewGeneration>): ReturnType<Generations['create']>;
  /** A picture that the dealership has. @returns its SHA-256 */
  addPicture(seed?: number): Promise<string>;
}

export interface StudioOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly openQueue?: ((name: string) => Promise<Queue>) | undefined;
  readonly providers?: readonly ('openai' | 'replicate')[] | undefined;
  /** Another name where it is not to be shared with whoever opens the same. */
  readonly queueName?: string | undefined;
  /** In millionths of a dollar. */
  readonly budgetOfDay?: number | undefined;
  readonly pace?: ReplicateEmulatorOptions['pace'];
}

export const ann = { kind: 'person', id: null, name: 'Ann' } as const;

/** A dealership with OpenAI and Replicate at its service, both of them emulated over HTTP, in this order. */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  await using opened = new AsyncDisposableStack();
  const [openai, replicate] = await Promise.all([startOpenAiEmulator(), startReplicateEmulator({ pace: options.pace })]);
  opened.use(openai);
  opened.use(replicate);
  const desk = opened.use(await openDesk({ ...options, openai, replicate }));
  const rest = opened.move();
  return { ...desk, openai, replicate, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

/** The same with emulators that run already, perhaps in another process, and perhaps for a dealership that is there. */
export async function openDesk(options: Omit<StudioOptions, 'pace'> & Emulators & { readonly dealershipId?: string }): Promise<Desk> {
  const { database, storage, openai, replicate, providers: names, budgetOfDay, queueName = newId() } = options;
  const { openQueue = (name: string) => createEmbeddedQueue({ database, name }) } = options;
  await using opened = new AsyncDisposableStack();
  const router = opened.use(routerOf({ openai, replicate, names, budgetOfDay }));
  const [queue, photoQueue] = [opened.use(await openQueue(`calls-${queueName}`)), opened.use(await openQueue(`photos-${queueName}`))];
  const dealershipId = options.dealershipId ?? (await sampleDealership(database));
  const vehicleId = await sampleVehicle(database, dealershipId);
  const routerFor = async () => router;
  const jobs = { database, queue };
  const generations = createGenerations({ jobs, photoJobs: { database, queue: photoQueue }, placePhoto, storage, routerFor });
  const rest = opened.move();
  return {
    ...{ dealershipId, vehicleId, generations, queue },
    work: (workOptions) => {
      const craft = callCraft({ database, storage, routerFor });
      return startCraftWorker({ ...jobs, ...workOptions, craft, concurrency: 8, random: () => 0, sweepEveryMs: 200 });
    },
    ask: (wanted) => generations.create(newGenerationSchema.parse({ ...usual, ...wanted }), { dealershipId, by: ann }),
    addPicture: async (seed = 1) => (await generations.addInput(dealershipId, redCarPhoto({ widthPx: 256, heightPx: 192, seed }))).sha256,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

const usual = { operation: 'generateImage', parameters: { prompt: 'a red car on a mountain road' } } as const;

interface Emulators {
  readonly openai: Pick<OpenAiEmulator, 'url' | 'apiKey'>;
  readonly replicate: Pick<ReplicateEmulator, 'baseUrl' | 'token'>;
  readonly names?: readonly ('openai' | 'replicate')[] | undefined;
  readonly budgetOfDay?: number | undefined;
}

/** A router of these, with a cache, and a budget if one is named. */
export function routerOf({ openai, replicate, names = ['openai', 'replicate'], budgetOfDay }: Emulators): Router {
  const made = {
    openai: () => createOpenAiProvider({ apiKey: openai.apiKey, baseUrl: openai.url }),
    replicate: () => createReplicateProvider({ token: replicate.token, baseUrl: replicate.baseUrl, pollMs: { first: 10, most: 50 } }),
  };
  return createRouter({
    providers: names.map((name) => made[name]()),
    cache: createMemoryCache(),
    ...(budgetOfDay !== undefined && { budget: createMemoryBudget({ limits: { day: budgetOfDay } }) }),
  });
}
