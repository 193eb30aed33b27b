export { migrate } from './migrate.ts';
export { serve } from './serve.ts';
export { worker } from './worker.ts';
