import { type Column, getTableColumns, getTableName, type InferSelectModel, type SQL, sql, type Table } from './drizzle.ts';

/**
 * A whole row of a table as one cell, for queries that join many: a driver takes each cell apart for itself, and seventy of them in a row
 * cost more than the query. Null where an outer join found none.
 */
export function rowAsJson<Kind extends Table>(table: Kind): SQL<InferSelectModel<Kind>> {
  const columns = Object.entries<Column>(getTableColumns(table));
  const decode = (row: Record<string, unknown>) => {
    const decoded: Record<string, unknown> = {};
    for (const [key, column] of columns) {
      const value = row[column.name];
      decoded[key] = value === null ? null : column.mapFromDriverValue(value);
    }
    // The columns are the table's own, each decoded as it decodes itself.
    return decoded as InferSelectModel<Kind>;
  };
  return sql`row_to_json(${sql.identifier(getTableName(table))})`.mapWith(decode);
}

/** The same, of an outer join. */
export function maybe<Row>(row: SQL<Row>): SQL<Row | null> {
  return row;
}
