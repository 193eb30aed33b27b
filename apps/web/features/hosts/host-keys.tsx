'use client';

import type { HostDetail } from '@forecourt/sdk/contract';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { SshDialog } from './ssh-dialog.tsx';
import { TrustKeyDialog } from './trust-key-dialog.tsx';

/** The keys by which a computer is known. */
export function HostKeys({ host: { publicKeys } }: { readonly host: HostDetail }) {
  if (publicKeys.length === 0) return <p className="text-sm text-quiet">It has no key of an agent.</p>;
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {publicKeys.map(({ key, since, until }) => (
        <li key={key} className="px-4 py-2.5">
          <code className="font-mono text-sm break-all">{key}</code>
          <p className="text-xs text-quiet">
            Since <RelativeTime at={since} />
            {until === null ? (
              '.'
            ) : (
              <>
                , counts until <RelativeTime at={until} />.
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

export interface SshSettingsProps {
  readonly host: HostDetail;
  readonly mayWrite: boolean;
}

/** How it is reached by SSH: where, our key to copy, its key to compare. */
export function SshSettings({ host, mayWrite }: SshSettingsProps) {
  const [open, setOpen] = useState<'address' | 'trust' | null>(null);
  const { ssh, sshPublicKey, state } = host;
  const road = host.roads.find(({ kind }) => kind === 'ssh');
  const mayChange = mayWrite && state !== 'revoked';
  return (
    <>
      {ssh === null ? (
        <p className="text-sm text-quiet">Not set up. It is a second way for when the direct one is down.</p>
      ) : (
        <dl className="flex flex-col gap-4">
          <Fact name="Address">
            <code className="font-mono text-sm break-all">
              {ssh.user}@{ssh.host}:{ssh.port}
            </code>
          </Fact>
          {sshPublicKey === null ? null : (
            <Fact name="Our public key">
              <CopyLine label="Public key" text={sshPublicKey} />
              <p className="mt-1 text-xs text-quiet">
                Append it as one line to <code className="font-mono">~/.ssh/authorized_keys</code> of {ssh.user}; for an administrator of
                Windows to <code className="font-mono break-all">C:\ProgramData\ssh\administrators_authorized_keys</code>.
              </p>
            </Fact>
          )}
          <Fact name="Its host key">
            {road?.fingerprint ? (
              <>
                <code className="font-mono text-sm break-all">{road.fingerprint}</code>
                <p className="mt-1 text-xs text-quiet">
                  Compare it once with what <code className="font-mono">ssh-keygen -lf ssh_host_ed25519_key.pub</code> prints at the
                  computer. A computer with another key is refused.
                </p>
              </>
            ) : (
              <p className="text-sm text-quiet">The first connection remembers it.</p>
            )}
          </Fact>
        </dl>
      )}
      {mayChange ? (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button onClick={() => setOpen('address')}>{ssh === null ? 'Set up SSH' : 'Change address'}</Button>
          {ssh === null ? null : (
            <Button variant={road?.problem?.code === 'HOST_KEY_CHANGED' ? 'primary' : 'outline'} onClick={() => setOpen('trust')}>
              Trust another host key
            </Button>
          )}
        </div>
      ) : null}
      {open === 'address' ? <SshDialog host={host} onClose={() => setOpen(null)} /> : null}
      {open === 'trust' ? <TrustKeyDialog host={host} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="mb-1 text-xs text-quiet">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
