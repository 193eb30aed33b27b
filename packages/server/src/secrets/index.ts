export { derivedSecret } from './derived-secret.ts';
export { keyFileName } from './key-file.ts';
export { type KeyRing, openKeyRing } from './key-ring.ts';
export { openSecrets } from './open-secrets.ts';
export type { RingKey } from './ring-key.ts';
export { dropUnusedKeys, rewrapSecrets } from './rotate.ts';
export { sealingKey } from './sealing-key.ts';
export type { NewSecret, SecretDescription, Secrets, SecretsStatus } from './secrets.ts';
