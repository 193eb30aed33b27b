export { createExecutions, type Executions } from './create-executions.ts';
export { csvOfExecutions } from './csv.ts';
export { textOfLog } from './log-text.ts';
export { recorded } from './recorded.ts';
