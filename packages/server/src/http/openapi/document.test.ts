import { errorCodes } from '@forecourt/errors';
import { routes } from '@forecourt/sdk/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { openapiDocument } from './document.ts';

const document = JSON.parse(JSON.stringify(openapiDocument({ basePath: '/cars' })));

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect([valid, errors, validator.version]).toEqual([true, undefined, '3.1']);
});

it('describes every route of the contract, uploads, events and health, each under a name of its own', () => {
  const operations: { operationId: string; responses: Record<string, { 'x-forecourt-codes'?: string[] }> }[] = Object.values<object>(
    document.paths,
  ).flatMap((path) => Object.values(path));
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining([...Object.keys(routes), 'createUpload', 'sendUploadChunk', 'followEvents', 'isReady']));
  for (const { operationId, responses } of operations) {
    for (const [status, { 'x-forecourt-codes': codes = [] }] of Object.entries(responses)) {
      for (const code of codes)
        expect([operationId, code, errorCodes[code as keyof typeof errorCodes].status]).toEqual([operationId, code, Number(status)]);
    }
  }
  expect(Object.keys(document.components.securitySchemes)).toEqual(['apiKey', 'session']);
});
