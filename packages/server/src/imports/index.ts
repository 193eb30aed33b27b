export { errorTable } from './error-table.ts';
export { createImports, type Imports } from './imports.ts';
