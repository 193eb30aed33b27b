import { ForecourtError } from '@forecourt/errors';
import type { AuditActor, Import, ImportPlan, ImportPreview } from '@forecourt/sdk/contract';
import { appendAudit, type NewAuditEntry } from '../database/audit.ts';
import {
  addImport,
  addPart,
  changeImportRow,
  claimImport,
  type ImportRow,
  importOf,
  lockImport,
  readImport,
  readParts,
} from '../database/imports.ts';
import { databaseError, type Transaction } from '../database/index.ts';
import type { JobsContext } from '../jobs/index.ts';
import { toProblem } from '../problems/problem.ts';
import { guessPlan } from './plan.ts';
import { previewRows } from './preview.ts';
import { type Lease, runImport } from './run.ts';
import { undoImport } from './undo.ts';

/** A batch takes well under a second; after so long without one its process is taken for dead. */
const leaseMs = 30_000;
/** Imports of processes that died are looked for so often. */
const lookMs = 5_000;

export interface ImportsOptions {
  readonly jobs: JobsContext;
  readonly now?: (() => Date) | undefined;
}

/** Which import, of which dealership. */
export interface ImportName {
  readonly dealershipId: string;
  readonly importId: string;
}

/** Brings vehicles over from other systems. */
export interface Imports extends AsyncDisposable {
  create(given: {
    readonly dealershipId: string;
    readonly kind: Import['kind'];
    readonly name: string;
    readonly bytes: number;
    readonly startedBy: string;
  }): Promise<Import>;
  /** @throws NOT_FOUND, IMPORT_STATE, UPLOAD_OFFSET_MISMATCH, IMPORT_UNREADABLE with the last part */
  receive(name: ImportName, offset: number, data: Uint8Array): Promise<Import>;
  /** @throws NOT_FOUND, IMPORT_STATE */
  change(name: ImportName, plan: ImportPlan): Promise<Import>;
  /** @throws NOT_FOUND, IMPORT_STATE, IMPORT_UNREADABLE */
  preview(name: ImportName, rows: number): Promise<ImportPreview>;
  /** @throws NOT_FOUND, IMPORT_STATE */
  start(name: ImportName, actor: AuditActor): Promise<Import>;
  stop(name: ImportName): Promise<Import>;
  undo(name: ImportName, actor: AuditActor): Promise<Import>;
  /** Resolves when nothing is being worked on here. */
  settled(): Promise<void>;
}

/** Works on imports in this process, one at a time, also on those that another process left. */
export function createImports({ jobs, now = () => new Date() }: ImportsOptions): Imports {
  const { database, logger } = jobs;
  const ending = new AbortController();
  let underWay: Promise<void> | undefined;
  let isWanted = false;

  const wake = () => {
    isWanted = true;
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
  };
  async function work(): Promise<void> {
    while (isWanted && !ending.signal.aborted) {
      isWanted = false;
      try {
        for (let row = await claim(); row !== undefined; row = await claim()) await workOn(row);
      } catch (error) {
        if (!ending.signal.aborted) logger?.warn({ err: error }, 'an import was interrupted; it is gone on with');
      }
    }
  }
  const claim = () =>
    ending.signal.aborted ? Promise.resolve(undefined) : claimImport(database.orm, now(), new Date(now().getTime() + leaseMs));

  async function workOn(row: ImportRow): Promise<void> {
    let until = row.leaseUntil ?? now();
    const lease: Lease = {
      get until() {
        return until;
      },
      extend() {
        until = new Date(Math.max(now().getTime() + leaseMs, until.getTime() + 1));
        return until;
      },
    };
    try {
      if (row.state === 'undoing') await undoImport(jobs, row, lease, ending.signal);
      else await runImport(database, row, lease, ending.signal);
    } catch (error) {
      if (ending.signal.aborted) return await release(row, null);
      const known = databaseError(error);
      if (known.code === 'IMPORT_UNREADABLE') return await release(row, known);
      throw known;
    }
  }
  /** Lets others go on with it, or says why nobody can. */
  const release = (row: ImportRow, failure: ForecourtError | null) =>
    database.transaction(async (tx) => {
      const current = await readImport(tx, row.dealershipId, row.id);
      if (current.state !== row.state) return;
      await changeImportRow(tx, row, failure ? { state: 'failed', problem: toProblem(failure), leaseUntil: null } : { leaseUntil: null });
    });

  const timer = setInterval(wake, lookMs);
  timer.unref();
  wake();

  const within = (
    { dealershipId, importId }: ImportName,
    states: readonly Import['state'][],
    change: (tx: Transaction, row: ImportRow) => Promise<Import>,
  ) => database.transaction(async (tx) => change(tx, await lockImport(tx, dealershipId, importId, states)));
  const partsOf = ({ dealershipId, importId }: ImportName) => readParts(database.orm, dealershipId, importId);

  return {
    create: (given) => database.transaction((tx) => addImport(tx, given)),
    async receive(name, offset, data) {
      const received = await within(name, ['receiving'], async (tx, row) => {
        if (offset !== row.receivedBytes) {
          throw new ForecourtError('UPLOAD_OFFSET_MISMATCH', `The import has ${row.receivedBytes} bytes.`, {
            details: { offset: row.receivedBytes },
          });
        }
        if (offset + data.byteLength > row.bytes)
          throw new ForecourtError('INVALID_INPUT', `The import was to have ${row.bytes} bytes and no more.`);
        await addPart(tx, row, offset, data);
        return changeImportRow(tx, row, { receivedBytes: offset + data.byteLength });
      });
      if (received.receivedBytes < received.bytes) return received;
      try {
        const guessed = await guessPlan(() => partsOf(name), received.kind);
        return await within(name, ['receiving'], (tx, row) => changeImportRow(tx, row, { ...guessed, state: 'ready' }));
      } catch (error) {
        const known = databaseError(error);
        if (known.code === 'IMPORT_UNREADABLE') {
          await within(name, ['receiving'], (tx, row) => changeImportRow(tx, row, { state: 'failed', problem: toProblem(known) }));
        }
        throw known;
      }
    },
    change: (name, plan) => within(name, ['ready'], (tx, row) => changeImportRow(tx, row, { plan })),
    async preview(name, rows) {
      const { kind, plan, state } = await readImport(database.orm, name.dealershipId, name.importId);
      if (plan === null || state !== 'ready') throw new ForecourtError('IMPORT_STATE', `The import is ${state}.`, { details: { state } });
      return await previewRows(partsOf(name), { kind, plan, rows });
    },
    async start(name, actor) {
      const started = await within(name, ['ready', 'stopped', 'running'], async (tx, row) => {
        if (row.state === 'running') return importOf(row);
        await appendAudit(tx, entryOf('import.started', row, actor));
        return await changeImportRow(tx, row, { state: 'running' });
      });
      wake();
      return started;
    },
    stop: (name) => within(name, ['running', 'stopped'], (tx, row) => changeImportRow(tx, row, { state: 'stopped', leaseUntil: null })),
    async undo(name, actor) {
      const undone = await within(name, ['done', 'stopped', 'failed', 'undoing', 'undone'], async (tx, row) => {
        if (row.state === 'undoing' || row.state === 'undone') return importOf(row);
        await appendAudit(tx, entryOf('import.undone', row, actor));
        return await changeImportRow(tx, row, { state: 'undoing', finishedAt: null });
      });
      wake();
      return undone;
    },
    async settled() {
      await underWay;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      ending.abort();
      await underWay;
    },
  };
}

function entryOf(
  action: 'import.started' | 'import.undone',
  { dealershipId, id, name, totalRows }: ImportRow,
  actor: AuditActor,
): NewAuditEntry {
  return { dealershipId, actor, action, target: { kind: 'import', id }, details: { name, totalRows } };
}
