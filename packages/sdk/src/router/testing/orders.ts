import * as z from 'zod';
import type { Target } from '../parts.ts';

export const orderSchema = z.enum(['admit', 'fail', 'take', 'reserve', 'make', 'makeForEver']);
export type Order = z.output<typeof orderSchema>;

export const target: Target = { provider: 'openai', operation: 'generateImage' };
