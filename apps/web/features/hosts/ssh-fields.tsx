'use client';

import type { SshAddress } from '@forecourt/sdk/contract';
import type { RefObject } from 'react';
import { TextField } from '@/components/ui/input.tsx';

/** What the boxes of an SSH address hold. */
export interface SshDraft {
  readonly host: string;
  readonly port: string;
  readonly user: string;
}

export function draftOf(ssh: SshAddress | null): SshDraft {
  return ssh === null ? { host: '', port: '22', user: '' } : { host: ssh.host, port: String(ssh.port), user: ssh.user };
}

/** The address that a draft says; null as long as something is missing or wrong. */
export function addressOf({ host, port, user }: SshDraft): SshAddress | null {
  const number = Number(port);
  if (host.trim() === '' || user.trim() === '' || !/^\d+$/.test(port) || number < 1 || number > 65_535) return null;
  return { host: host.trim(), port: number, user: user.trim() };
}

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
