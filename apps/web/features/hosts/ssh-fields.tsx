'use client';

import type { RefObject } from 'react';
import { TextField } from '@/components/ui/input.tsx';
import { addressOf, type SshDraft } from './ssh-draft.ts';

export interface SshFieldsProps {
  readonly draft: SshDraft;
  readonly onChange: (draft: SshDraft) => void;
  /** Whether what is missing is said. */
  readonly wasTried: boolean;
  readonly first?: RefObject<HTMLInputElement | null>;
}

/** Where a computer listens for SSH, and as whom to sign in there. */
export function SshFields({ draft, onChange, wasTried, first }: SshFieldsProps) {
  const isPort = addressOf({ ...draft, host: 'h', user: 'u' }) !== null;
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
        <TextField
          {...(first === undefined ? {} : { ref: first })}
          name="host"
          label="Address"
          placeholder="192.168.1.20"
          autoComplete="off"
          maxLength={253}
          value={draft.host}
          onValueChange={(host) => onChange({ ...draft, host })}
          error={wasTried && draft.host.trim() === '' ? 'Enter a name or an IP address.' : undefined}
        />
        <TextField
          name="port"
          label="Port"
          inputMode="numeric"
          value={draft.port}
          onValueChange={(port) => onChange({ ...draft, port })}
          error={wasTried && !isPort ? '1 to 65535' : undefined}
        />
      </div>
      <TextField
        name="user"
        label="User"
        help="An account of its own with no more rights than it needs is best."
        placeholder="forecourt"
        autoComplete="off"
        maxLength={64}
        value={draft.user}
        onValueChange={(user) => onChange({ ...draft, user })}
        error={wasTried && draft.user.trim() === '' ? 'Enter the name of an account on the computer.' : undefined}
      />
    </>
  );
}
