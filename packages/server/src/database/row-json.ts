import { type Column, getTableColumns, getTableName, type InferSelectModel, type SQL, sql, type Table } from './drizzle.ts';

/**
 * A whole row of a table as one cell, for queries that give many: a driver takes each cell apart for itself, and seventy of them in a row
 * cost more than the query.
 */
export function rowAsJson<Kind extends Table>(table: Kind): SQL<InferSelectModel<Kind>> {
  return sql`row_to_json(${sql.identifier(getTableName(table))})`.mapWith(rowOf(table));
}

/**
 * The one row of another table that belongs to a row, found by its key. As a join, a planner that does not know
 * yet how many rows there are reads all of a dealership's for each row.
 *
 * @param instead what to give in the place of columns, by the names of their properties
 */
export function relatedRow<Kind extends Table>(
  table: Kind,
  belongs: SQL | undefined,
  instead: { readonly [Key in keyof InferSelectModel<Kind>]?: SQL } = {},
): SQL<InferSelectModel<Kind>> {
  const given: Readonly<Record<string, SQL | undefined>> = instead;
  const columns = Object.entries<Column>(getTableColumns(table)).map(([key, column]) => {
    const value = given[key];
    return value ? sql`${value} as ${sql.identifier(column.name)}` : sql`${column}`;
  });
  return sql`(select row_to_json(related) from (select ${sql.join(columns, sql`, `)} from ${table} where ${belongs}) as related)`.mapWith(
    rowOf(table),
  );
}

/** The same where there may be none. */
export function maybe<Row>(row: SQL<Row>): SQL<Row | null> {
  return row;
}

function rowOf<Kind extends Table>(table: Kind): (row: Record<string, unknown>) => InferSelectModel<Kind> {
  const columns = Object.entries<Column>(getTableColumns(table));
  return (row) => {
    const decoded: Record<string, unknown> = {};
    for (const [key, column] of columns) {
      const value = row[column.name];
      decoded[key] = value === null ? null : column.mapFromDriverValue(value);
    }
    // The columns are the table's own, each decoded as it decodes itself.
    return decoded as InferSelectModel<Kind>;
  };
}
