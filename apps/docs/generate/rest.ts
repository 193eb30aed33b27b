import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCodes } from '@forecourt/errors';
import { cell, escapeText, page, table } from './markdown.ts';
import type { OpenApiDocument, Operation, Schema } from './openapi.ts';
import { fieldRows, schemasPage, schemaText } from './rest-schemas.ts';

/** One page for each tag of the OpenAPI document, one for its schemas, an overview, and the document itself beside them. */
export async function generateRest(into: string, document: OpenApiDocument): Promise<void> {
  await mkdir(into, { recursive: true });
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  await writeFile(join(into, 'index.md'), overview(operations, tags));
  for (const tag of tags) {
    const own = operations.filter((operation) => operation.tag === tag);
    await writeFile(join(into, `${tag.toLowerCase()}.md`), page(tag, own.map(section), { outline: '[2, 2]' }));
  }
  await writeFile(join(into, 'schemas.md'), schemasPage(document.components.schemas));
  const sidebar = [
    ...tags.map((tag) => ({ text: tag, link: `/reference/rest/${tag.toLowerCase()}` })),
    { text: 'Schemas', link: '/reference/rest/schemas' },
  ];
  await writeFile(join(into, 'sidebar.json'), JSON.stringify(sidebar));
}

interface Listed {
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function operationsOf({ paths, servers }: OpenApiDocument): Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags?.[0] ?? 'Other',
      method: method.toUpperCase(),
      path: `${(operation.servers ?? servers)[0]?.url ?? ''}${path}`.replace('//', '/'),
      operation,
    })),
  );
}

function overview(operations: readonly Listed[], tags: readonly string[]): string {
  const lists = tags.flatMap((tag) => [
    `## ${tag}`,
    table(
      ['', 'address', ''],
      operations
        .filter((listed) => listed.tag === tag)
        .map(({ method, path, operation }) => [
          `<span class="method">${method}</span>`,
          `[\`${path}\`](./${tag.toLowerCase()}#${operation.operationId})`,
          cell(operation.summary ?? ''),
        ]),
    ),
  ]);
  return page('REST', [
    'Made from the OpenAPI 3.1 document that every server gives at `/api/v1/openapi.json`, and that is made from the schemas which check requests and type the client. Uploads speak [tus](../../guides/uploads), events WebSocket or [server-sent events](../../guides/events).',
    'Send an API key as `Authorization: Bearer fck_…`. A POST may carry an `Idempotency-Key`: sent twice, it is done once. Errors are [problem details](./schemas#Problem) with a [code](../errors).',
    ...lists,
  ]);
}

function section({ method, path, operation }: Listed): string {
  const parts = [
    `## ${operation.operationId} {#${operation.operationId}}`,
    `<span class="method">${method}</span> <span class="address">${escapeText(path)}</span>`,
    escapeText([operation.summary, operation.description].filter(Boolean).join('\n\n')),
  ];
  const parameters = operation.parameters ?? [];
  if (parameters.length > 0) {
    parts.push(
      '**Parameters**',
      table(
        ['name', 'in', 'type', ''],
        parameters.map((parameter) => [
          `\`${parameter.name}\`${parameter.required ? '' : ' (optional)'}`,
          parameter.in,
          cell(schemaText(parameter.schema)),
          cell(parameter.description ?? parameter.schema?.description ?? ''),
        ]),
      ),
    );
  }
  const body = jsonSchema(operation.requestBody?.content);
  if (body) parts.push('**Body**', fieldRows(body));
  for (const [status, response] of Object.entries(operation.responses)) {
    if (Number(status) >= 400) continue;
    const answer = jsonSchema(response.content);
    const type = Object.keys(response.content ?? {}).join(', ');
    parts.push(`**Answer ${status}** ${answer ? '' : type === '' ? 'without a body.' : `\`${type}\``}`.trimEnd());
    if (answer) parts.push(answer.$ref ? schemaText(answer) : fieldRows(answer));
  }
  const refusals = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
  if (refusals.length > 0) {
    parts.push(
      '**Refusals**',
      table(
        ['status', ''],
        refusals.map(([status, response]) => [status, withCodeLinks(cell(response.description ?? ''))]),
      ),
    );
  }
  return parts.join('\n\n');
}

function jsonSchema(content: Readonly<Record<string, { schema?: Schema }>> | undefined): Schema | undefined {
  return content?.['application/json']?.schema;
}

/** Codes in running text lead to the page that explains them. */
function withCodeLinks(text: string): string {
  return text.replace(/`?\b([A-Z]+(?:_[A-Z]+)*)\b`?/g, (word, code: string) =>
    Object.hasOwn(errorCodes, code) ? `[${code}](../errors#${code.toLowerCase()})` : word,
  );
}
