export { requireAccess } from './access.ts';
export { callbackPath } from './better-auth/auth.ts';
export type { Caller } from './caller.ts';
export type { Authenticate, HostCaller } from './host.ts';
export { createIdentity, type Identity, type Origin } from './identity.ts';
export { createServerIdentity } from './server-identity.ts';
export { siteUrls } from './site-urls.ts';
