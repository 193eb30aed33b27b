import { type Database, openDatabase } from './database.ts';
import { type EventRecords, eventRecords } from './events.ts';
import { type FileRecords, fileRecords } from './files.ts';
import { type JobRecords, jobRecords } from './jobs.ts';
import { type Marks, marks } from './marks.ts';
import { type ProcessRecords, processRecords } from './processes.ts';

/**
 * What an agent remembers: files, jobs with their events and leases, processes. Whatever it has acknowledged is in here, on the disk, and
 * survives that the agent is killed.
 */
export interface Journal extends Disposable {
  readonly files: FileRecords;
  readonly jobs: JobRecords;
  readonly events: EventRecords;
  readonly processes: ProcessRecords;
  readonly marks: Marks;
  /** Everything in it is written, or nothing. It is synchronous: nobody sees anything in between. */
  readonly transaction: Database['transaction'];
}

/** @throws DATA_FOLDER_IN_USE, DISK_FULL, STORAGE_FAILED */
export function openJournal(path: string): Journal {
  const database = openDatabase(path);
  return {
    files: fileRecords(database),
    jobs: jobRecords(database),
    events: eventRecords(database),
    processes: processRecords(database),
    marks: marks(database),
    transaction: database.transaction,
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}
