'use client';

import type { RefObject } from 'react';
import { TextField } from '@/components/ui/input.tsx';

export interface Access {
  readonly key: string;
  /** Empty is the provider's own address. */
  readonly baseUrl: string;
}

export interface AccessFieldsProps {
  readonly access: Access;
  readonly onChange: (access: Access) => void;
  readonly first: RefObject<HTMLInputElement | null>;
  readonly keyError: string | undefined;
}

/** The key of a provider, and where it is asked. */
export function AccessFields({ access, onChange, first, keyError }: AccessFieldsProps) {
  return (
    <>
      <TextField
        ref={first}
        name="key"
        type="password"
        label="Key"
        help="Tried at once with a call that costs nothing. It is kept encrypted and never shown again."
        // Else browsers offer to keep it as this site's password.
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={500}
        value={access.key}
        onValueChange={(key) => onChange({ ...access, key })}
        error={keyError}
      />
      <TextField
        name="baseUrl"
        type="url"
        inputMode="url"
        label="Address"
        placeholder="The provider’s own"
        help="Only for a gateway between you and the provider."
        isOptional
        autoComplete="off"
        maxLength={500}
        value={access.baseUrl}
        onValueChange={(baseUrl) => onChange({ ...access, baseUrl })}
      />
    </>
  );
}

/** What goes to the server. */
export function accessOf({ key, baseUrl }: Access): { key: string; baseUrl: string | null } {
  return { key: key.trim(), baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim() };
}

export function keyProblem(key: string): string | undefined {
  return key.trim().length < 8 ? 'Enter the whole key, as the provider shows it.' : undefined;
}
