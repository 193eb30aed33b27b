export { csvLine } from './line.ts';
