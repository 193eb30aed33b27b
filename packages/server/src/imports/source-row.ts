/** One row of a source, as texts. */
export interface SourceRow {
  /** From 1 on; the row of column names does not count. */
  readonly rowNumber: number;
  readonly columns: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** Why it could not be read at all. */
  readonly problem?: string;
}
