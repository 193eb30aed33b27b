import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { graphics } from 'systeminformation';

/** What this computer has. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu: { readonly name: string; readonly memoryBytes: number | null } | null;
}

/** Finds out what this computer has. A graphics card that cannot be asked for counts as none. */
export async function lookAtMachine(): Promise<Machine> {
  return { cores: availableParallelism(), memoryBytes: totalmem(), gpu: await findGpu() };
}

/** Integrated graphics have no memory of their own, and no engine is faster on them than on the cores. */
const leastVideoMegabytes = 1024;

async function findGpu(): Promise<Machine['gpu']> {
  // A computer without the tools that it asks has no card that an engine could use.
  const controllers = await graphics().then(
    (found) => found.controllers,
    () => [],
  );
  const [best] = controllers
    .map(({ vendor, model, vram, memoryTotal }) => ({ name: plainName(`${vendor} ${model}`), megabytes: memoryTotal ?? vram ?? 0 }))
    .filter(({ megabytes }) => megabytes >= leastVideoMegabytes)
    .toSorted((one, other) => other.megabytes - one.megabytes);
  return best === undefined ? null : { name: best.name, memoryBytes: Math.round(best.megabytes * 1_048_576) };
}

/** As the contract takes it: what drivers call themselves is anybody's guess. */
function plainName(name: string): string {
  return name
    .replace(/[^ -~\u00a0-\uffff]+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** A run of the engine holds up to 1.5 GB and uses four cores well (notes of the engine; measured at 12 MP). */
const memoryOfJob = 2 * 1_073_741_824;
const coresOfJob = 4;
const videoMemoryOfJob = 4 * 1_073_741_824;
const mostSlots = 8;

/** How many jobs go well beside each other here: bounded by memory, and by cores or the memory of the graphics card. At least one. */
export function slotsOf({ cores, memoryBytes, gpu }: Machine): number {
  const byMemory = Math.floor(memoryBytes / memoryOfJob);
  const byCores = Math.ceil(cores / coresOfJob);
  const byCard = Math.floor((gpu?.memoryBytes ?? 0) / videoMemoryOfJob);
  return Math.max(1, Math.min(mostSlots, byMemory, Math.max(byCores, byCard)));
}

/** What is free now. */
export async function freeNow(folder: string): Promise<{ readonly freeMemoryBytes: number; readonly freeDiskBytes: number }> {
  const { bavail, bsize } = await statfs(folder);
  return { freeMemoryBytes: freemem(), freeDiskBytes: bavail * bsize };
}
