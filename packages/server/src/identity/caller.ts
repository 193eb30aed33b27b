import type { Role, Scope } from '@forecourt/sdk/contract';

/** Who asks: a person who is signed in (here or in the host application), or an API key. Always in one dealership. */
export interface Caller {
  readonly kind: 'person' | 'key';
  readonly dealershipId: string;
  /** Absent for keys, and for people of a host application. */
  readonly personId?: string;
  readonly keyId?: string;
  /** Stands in the history of reviews. */
  readonly name: string;
  readonly role: Role | null;
  readonly scopes: readonly Scope[];
}
