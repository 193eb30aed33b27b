import { problemSchema, type RouteName } from '@forecourt/sdk/contract';
import { expect } from 'vitest';
import { z } from 'zod';
import { openapiDocument } from '../http/openapi/document.ts';

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        responses: z.record(
          z.string(),
          z.looseObject({ content: z.record(z.string(), z.unknown()).optional(), 'x-forecourt-codes': z.array(z.string()).optional() }),
        ),
      }),
    ),
  ),
});

const operations = new Map(
  Object.values(documentSchema.parse(openapiDocument()).paths)
    .flatMap((path) => Object.values(path))
    .map((operation) => [operation.operationId, operation]),
);

/**
 * Reads an answer to its end. Fails unless the document describes one like it: its status, its media type and, of a problem, its code.
 *
 * @returns the code of a problem
 */
export async function describedCode(name: RouteName, answer: Response): Promise<string | undefined> {
  const text = await answer.text();
  const type = answer.headers.get('content-type')?.split(';')[0];
  const code = type === 'application/problem+json' ? problemSchema.parse(JSON.parse(text)).code : undefined;
  const responses = operations.get(name)?.responses ?? {};
  const response = responses[String(answer.status)];
  expect(response, `${name} answered ${answer.status} ${code ?? ''}; described are ${Object.keys(responses)}`).toBeDefined();
  if (code !== undefined) expect(response?.['x-forecourt-codes'], name).toContain(code);
  const types = Object.keys(response?.content ?? {});
  const isDescribed =
    type === undefined ? types.length === 0 : types.some((known) => known === type || known === `${type.split('/')[0]}/*`);
  expect([name, answer.status, type, isDescribed]).toEqual([name, answer.status, type, true]);
  return code;
}
