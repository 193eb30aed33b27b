import type { ImportError, ImportKind, ImportPlan, ImportPreview, NewVehicle } from '@forecourt/sdk/contract';
import { vehicleOf } from './row.ts';
import { readRows } from './source.ts';

const shownErrors = 50;

/** Looks at every row and writes nothing. @throws IMPORT_UNREADABLE */
export async function previewRows(
  source: AsyncIterable<Uint8Array>,
  { kind, plan, rows: shownRows }: { readonly kind: ImportKind; readonly plan: ImportPlan; readonly rows: number },
): Promise<ImportPreview> {
  const columns = new Set<string>();
  const rows: ImportPreview['rows'] = [];
  const errors: ImportError[] = [];
  let goodRows = 0;
  let brokenRows = 0;
  for await (const row of readRows(source, kind, plan)) {
    const read = vehicleOf(row, plan);
    if (read.vehicle) goodRows++;
    else brokenRows++;
    if (rows.length < shownRows) {
      for (const column of row.columns) columns.add(column);
      rows.push({ rowNumber: row.rowNumber, vehicle: read.vehicle && givenFields(read.vehicle), errors: [...read.errors] });
    }
    if (errors.length < shownErrors) errors.push(...read.errors.slice(0, shownErrors - errors.length));
  }
  return { columns: [...columns], rows, goodRows, brokenRows, errors };
}

function givenFields(vehicle: NewVehicle): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(vehicle).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));
}
