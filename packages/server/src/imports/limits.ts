/** What a source may cost whoever reads it. A dealer group has some ten thousand vehicles; a row of a table some hundred characters. */
export const importLimits = {
  rows: 500_000,
  columns: 200,
  rowCharacters: 200_000,
  /** Depth of objects in a document. */
  depth: 8,
  /** Characters of a wrong value that are kept to be shown. */
  shownCharacters: 80,
} as const;
