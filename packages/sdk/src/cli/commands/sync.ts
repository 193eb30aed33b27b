import type { DeletionRule } from '../../contract/index.ts';
import { readSettings } from '../../settings/index.ts';
import { keepFolder, oneVehicle, type SyncEvent, type VehicleChoice, vehicleBySubfolder } from '../../sync/index.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { connect } from '../server-connection.ts';
import type { SyncFlags } from '../sync-flags.ts';
import { oneLine, type Terminal } from '../terminal.ts';
import { findVehicle, makeAndModel } from '../vehicles.ts';

const words: Readonly<Record<SyncEvent['type'], string>> = {
  sent: 'sent',
  replaced: 'took the place of an earlier photo',
  deleted: 'removed, since its file is gone',
  renamed: 'renamed, not sent again',
  refused: 'cannot be used',
  waiting: 'waits',
  fetched: 'result is there',
  conflict: 'changed on both sides: both are kept',
};

/** `forecourt sync FOLDER` */
export async function keepInStep(folder: string, flags: SyncFlags, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const client = await connect(flags);
  const vehicles = await vehiclesOf(flags, client, signal);
  const deletions: DeletionRule = flags.deletions;
  await using sync = await keepFolder({
    ...{ client, folder, vehicles, deletions },
    results: flags.results ?? null,
    dataDir: readSettings().dataDir,
    bytesPerSecond: flags.limit === undefined ? undefined : flags.limit * 1000,
  });
  /** A file that waits for the same reason is told once. */
  const told = new Set<string>();
  sync.subscribe((event) => {
    if ('error' in event) {
      const line = `${event.path} ${event.error.message}`;
      if (event.type === 'waiting' && told.has(line)) return;
      told.add(line);
      terminal.failure(event.error, { input: { path: event.path }, event: event.type });
    } else terminal.result(event, () => `${oneLine(event.path)}: ${words[event.type]}`);
  });
  if (!flags.once) {
    terminal.note(`Keeping ${oneLine(sync.report.folder)} in step. End it with Ctrl+C; it goes on where it was.`);
    await sync.run(signal);
    return exitCodes.done;
  }
  const report = await sync.once(signal);
  terminal.result({ report }, () => `${report.files} photos, ${report.waiting} waiting, ${report.fetched} results fetched so far`);
  return report.problem === null ? exitCodes.done : exitCodes.failed;
}

async function vehiclesOf(
  { vehicle, create }: SyncFlags,
  client: Awaited<ReturnType<typeof connect>>,
  signal: AbortSignal,
): Promise<VehicleChoice> {
  if (vehicle !== undefined) return oneVehicle((await findVehicle(client, { name: vehicle, create, signal })).id);
  return vehicleBySubfolder({ client, create: create === undefined ? undefined : makeAndModel(create) });
}
