import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { scriptDetailSchema, scriptNameSchema, scriptSchema, scriptVersionSchema } from '../script.ts';
import type { Route } from './route.ts';

const params = z.object({ scriptId: idSchema });
const text = z.string().min(1).max(1_000_000).meta({ description: 'The script itself.' });
const version = {
  version: scriptVersionSchema,
  note: z.string().trim().max(500).default(''),
  minimumAgent: scriptVersionSchema.default('0.0.0'),
};

export const scriptRoutes = {
  listScripts: {
    method: 'get',
    path: '/scripts',
    tag: 'Scripts',
    summary: 'Scripts that hosts may run, in the order of their names.',
    access: 'hosts:read',
    status: 200,
    answer: z.object({ items: z.array(scriptSchema) }),
  },
  createScript: {
    method: 'post',
    path: '/scripts',
    tag: 'Scripts',
    summary: 'Add a PowerShell script with its first version. Parameters and help are read from the script; hosts get it at once.',
    access: 'scripts:write',
    body: z.strictObject({ name: scriptNameSchema, description: z.string().trim().max(500).default(''), text, ...version }),
    status: 201,
    answer: scriptDetailSchema,
    errors: ['SCRIPT_NAME_TAKEN', 'SCRIPT_INVALID'],
  },
  getScript: {
    method: 'get',
    path: '/scripts/{scriptId}',
    tag: 'Scripts',
    summary: 'One script with all of its versions.',
    access: 'hosts:read',
    params,
    status: 200,
    answer: scriptDetailSchema,
  },
  addScriptVersion: {
    method: 'post',
    path: '/scripts/{scriptId}/versions',
    tag: 'Scripts',
    summary: 'Add a version, and make it the current one unless told otherwise. A version is never changed.',
    access: 'scripts:write',
    params,
    body: z.strictObject({ text, ...version, makeCurrent: z.boolean().default(true) }),
    status: 201,
    answer: scriptDetailSchema,
    errors: ['SCRIPT_INVALID', 'CHANGED_MEANWHILE'],
  },
  getScriptText: {
    method: 'get',
    path: '/scripts/{scriptId}/versions/{version}',
    tag: 'Scripts',
    summary: 'The text of a version.',
    access: 'hosts:read',
    params: params.extend({ version: scriptVersionSchema }),
    status: 200,
    answer: z.object({ text: z.string() }),
  },
  diffScript: {
    method: 'get',
    path: '/scripts/{scriptId}/diff',
    tag: 'Scripts',
    summary: 'What changed between two versions, as a unified diff.',
    access: 'hosts:read',
    params,
    query: z.object({
      from: scriptVersionSchema.optional().meta({ description: 'The version before `to` where left out.' }),
      to: scriptVersionSchema.optional().meta({ description: 'The newest where left out.' }),
    }),
    status: 200,
    answer: z.object({ diff: z.string() }),
  },
  setCurrentVersion: {
    method: 'post',
    path: '/scripts/{scriptId}/current',
    tag: 'Scripts',
    summary: 'Make a version the one that is run: roll back, or forward. Runs under way end with the one that they began with.',
    access: 'scripts:write',
    params,
    body: z.strictObject({ version: scriptVersionSchema }),
    status: 200,
    answer: scriptDetailSchema,
  },
  pinScript: {
    method: 'post',
    path: '/scripts/{scriptId}/pins',
    tag: 'Scripts',
    summary: 'Have a host stay with a version; null lets it follow the current one again.',
    access: 'scripts:write',
    params,
    body: z.strictObject({ hostId: idSchema, version: scriptVersionSchema.nullable() }),
    status: 200,
    answer: scriptDetailSchema,
    errors: ['HOST_REVOKED'],
  },
  deleteScript: {
    method: 'delete',
    path: '/scripts/{scriptId}',
    tag: 'Scripts',
    summary: 'Remove a script from all hosts. What it did stays in the history. The built-in one stays.',
    access: 'scripts:write',
    params,
    status: 204,
    errors: ['FORBIDDEN'],
  },
} as const satisfies Record<string, Route>;
