import { diagnosticsSchema } from '../diagnostics.ts';
import type { Route } from './route.ts';

export const diagnosticRoutes = {
  getDiagnostics: {
    method: 'get',
    path: '/diagnostics',
    tag: 'Installation',
    summary: 'Look at each part of the installation now: what works, what does not, and what to do.',
    access: 'installation:read',
    status: 200,
    answer: diagnosticsSchema,
  },
  getSupportBundle: {
    method: 'get',
    path: '/diagnostics/bundle',
    tag: 'Installation',
    summary: 'A ZIP for whoever helps: versions, settings, checks, the last lines of the log, figures. No secrets, no photos.',
    access: 'installation:read',
    status: 200,
    answerType: 'application/zip',
  },
} as const satisfies Record<string, Route>;
