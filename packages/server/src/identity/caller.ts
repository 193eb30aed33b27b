import type { Role, Scope } from '@forecourt/sdk/contract';

/** Who asks: a person who is signed in (here or in the host application), or an API key. Always in one dealership. */
export interface Caller {
  readonly kind: 'person' | 'key';
  readonly dealershipId: string;
  /** Absent for keys, and for people of a host application. */
  readonly personId?: string;
  readonly keyId?: string;
  /** Absent for whoever has no session here. */
  readonly sessionId?: string;
  /** A token speaks for the person or the key: it may do what keys may do, and can be revoked only by running out. */
  readonly isToken?: boolean;
  /** May look after the whole installation. */
  readonly isOperator?: boolean;
  /** Stands in the history of reviews. */
  readonly name: string;
  readonly role: Role | null;
  readonly scopes: readonly Scope[];
}
