import * as z from 'zod';
import { abilitiesSchema } from '../../contract/index.ts';

export const openAiOptionsSchema = z.strictObject({
  apiKey: z.string().trim().min(1).meta({ description: 'Key of the API.' }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openai.com/v1')
    .meta({ description: 'Another address that speaks the same API.' }),
  organisation: z.string().min(1).optional().meta({ description: 'The organisation that pays, where the key belongs to several.' }),
  project: z.string().min(1).optional(),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('openai')
    .meta({ description: 'Name in results and ledgers, where there are several of the kind.' }),
  catalogue: z
    .union([z.string().min(1), abilitiesSchema])
    .optional()
    .meta({ description: 'Models, limits and prices in place of those that came with the package: a JSON file, or its content.' }),
  previews: z
    .int()
    .min(0)
    .max(3)
    .default(1)
    .meta({ description: 'Pictures of how far it is, for whoever listens to progress. Each costs 100 tokens.' }),
  timeoutMs: z.int().min(100).max(290_000).default(280_000).meta({ description: 'A call that takes longer is given up as stuck.' }),
  healthTimeoutMs: z.int().min(10).default(10_000),
  fetch: z
    .custom<typeof fetch>((value) => typeof value === 'function', 'must be a function')
    .optional()
    .meta({ description: 'Sends the requests, where they have to go another way than usual.' }),
});
export type OpenAiOptions = z.input<typeof openAiOptionsSchema>;
export type ParsedOpenAiOptions = z.output<typeof openAiOptionsSchema>;
