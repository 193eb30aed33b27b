export { derivedSecret } from './derived-secret.ts';
export { forgetLostKeys } from './forget-lost.ts';
export type { KeyRing } from './key-ring.ts';
export { openKeyRing } from './open-key-ring.ts';
export { openSecrets } from './open-secrets.ts';
export type { RingKey } from './ring-key.ts';
export { dropUnusedKeys, rewrapSecrets } from './rotate.ts';
export { sealingKey } from './sealing-key.ts';
export type { Secrets } from './secrets.ts';
