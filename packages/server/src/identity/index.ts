export { requireAccess } from './access.ts';
export type { Caller } from './caller.ts';
export type { Authenticate, HostCaller } from './host.ts';
export { createIdentity, type Identity } from './identity.ts';
