'use client';

import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Tabs } from '@/components/ui/tabs.tsx';
import { AgentInvitation } from './agent-invitation.tsx';
import { SshHostForm } from './ssh-host-form.tsx';

const tabs = [
  { value: 'agent', label: 'With the agent' },
  { value: 'ssh', label: 'By SSH alone' },
] as const;

/** Connects a computer: by a line to paste there, or as one that is only reached by SSH. */
export function ConnectPage() {
  const [way, setWay] = useState<'agent' | 'ssh'>('agent');
  return (
    <div className="max-w-2xl">
      <Link href="/hosts" className="mb-3 inline-flex min-h-8 items-center gap-1 text-sm text-quiet hover:text-ink touch:min-h-11">
        <ChevronLeft aria-hidden className="size-4" />
        Computers
      </Link>
      <h2 className="text-lg font-semibold">Connect a computer</h2>
      <p className="mt-0.5 mb-4 text-base text-quiet">A Windows PC, a Mac or a Linux machine that does the work from then on.</p>
      <Tabs tabs={tabs} value={way} onChange={setWay} label="How it is reached">
        <div className="pt-5">{way === 'agent' ? <AgentInvitation /> : <SshHostForm />}</div>
      </Tabs>
    </div>
  );
}
