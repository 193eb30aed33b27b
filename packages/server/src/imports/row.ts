import { type ImportError, type ImportField, type ImportPlan, type NewVehicle, newVehicleSchema } from '@forecourt/sdk/contract';
import { importLimits } from './limits.ts';
import type { SourceRow } from './source-row.ts';
import { currencyIn, readers } from './values.ts';

export interface ReadRow {
  readonly rowNumber: number;
  /** What comes in; null where something is wrong. */
  readonly vehicle: NewVehicle | null;
  readonly errors: readonly ImportError[];
}

/** Makes a vehicle of a row, by the same schema that a vehicle from anywhere else has to pass. All that is wrong is told at once. */
export function vehicleOf(row: SourceRow, plan: ImportPlan): ReadRow {
  const { rowNumber } = row;
  if (row.problem !== undefined)
    return broken(rowNumber, [{ rowNumber, column: '', message: row.problem, value: short(row, row.columns[0]) }]);
  const errors: ImportError[] = [];
  const fields: Partial<Record<ImportField, string | number | null>> = {};
  for (const [field, column] of columnsOf(plan)) {
    const text = row.values.get(column)?.trim() ?? '';
    const read = readers[field](text, column);
    if ('message' in read) errors.push({ rowNumber, column, message: `${column} ${read.message}.`, value: short(row, column) });
    else fields[field] = read.value;
  }
  if (!fields.make && plan.make !== undefined) fields.make = plan.make;
  if (!fields.model && plan.model !== undefined) fields.model = plan.model;
  if (fields.priceCents != null && fields.currency == null) fields.currency = currencyOf(row, plan) ?? null;
  const parsed = newVehicleSchema.safeParse(fields);
  for (const issue of parsed.error?.issues ?? []) {
    const field = String(issue.path[0] ?? '');
    const column = (plan.columns as Readonly<Record<string, string>>)[field] ?? field;
    if (errors.some((error) => error.column === column)) continue;
    const isEmpty = !row.values.get(column)?.trim();
    errors.push({
      rowNumber,
      column,
      message: isEmpty ? `${column} is empty.` : `${column}: ${issue.message}.`,
      value: short(row, column),
    });
  }
  const odd = Object.entries(fields).find(([, value]) => typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()));
  if (odd) errors.push({ rowNumber, column: odd[0], message: `${odd[0]} holds characters that no text can have.`, value: '' });
  return errors.length > 0 || !parsed.success ? broken(rowNumber, errors) : { rowNumber, vehicle: parsed.data, errors: [] };
}

function broken(rowNumber: number, errors: readonly ImportError[]): ReadRow {
  return { rowNumber, vehicle: null, errors };
}

function columnsOf({ columns }: ImportPlan): [ImportField, string][] {
  return Object.entries(columns) as [ImportField, string][];
}

function currencyOf(row: SourceRow, plan: ImportPlan): string | undefined {
  const column = plan.columns.priceCents ?? '';
  return currencyIn(row.values.get(column) ?? '') ?? currencyIn(column) ?? plan.currency;
}

/** Enough of a value to recognise it; it is shown and written into a table, so it holds nothing that breaks one. */
function short(row: SourceRow, column = ''): string {
  const text = (row.values.get(column) ?? '').replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  return text.length > importLimits.shownCharacters
    ? `${text.slice(0, importLimits.shownCharacters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
    : text;
}
