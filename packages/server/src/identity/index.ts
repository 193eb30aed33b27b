export { requireAccess } from './access.ts';
export type { Caller } from './caller.ts';
export { type Authenticate, type HostCaller, hostCallerSchema } from './host.ts';
export { createIdentity, type Identity, type IdentityOptions, type SignedIn } from './identity.ts';
export type { Keys } from './keys.ts';
