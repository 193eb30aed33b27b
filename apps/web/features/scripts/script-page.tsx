'use client';

import type { Scope, ScriptDetail } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Play, Plus, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Menu, MenuItem } from '@/components/ui/menu.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { LoadedThing } from '../settings/loaded-thing.tsx';
import { Section } from '../settings/section.tsx';
import { NewVersionDialog } from './new-version-dialog.tsx';
import { ParameterList } from './parameter-list.tsx';
import { PinList } from './pin-list.tsx';
import { scriptOptions } from './script-queries.ts';
import { ScriptTextDialog } from './script-text-dialog.tsx';
import { useScriptActions } from './use-script-actions.ts';
import { VersionDiff } from './version-diff.tsx';
import { VersionList } from './version-list.tsx';

export interface ScriptPageProps {
  readonly scriptId: string;
  readonly scopes: readonly Scope[];
}

/** One script: what it takes, its versions and what changed, which computer runs which. */
export function ScriptPage({ scriptId, scopes }: ScriptPageProps) {
  const query = useQuery(scriptOptions(browserClient, scriptId));
  return (
    <LoadedThing list={{ path: '/scripts', label: 'Scripts' }} query={query} problemTitle="The script could not be loaded.">
      {(script) => <Loaded script={script} scopes={scopes} />}
    </LoadedThing>
  );
}

function Loaded({ script, scopes }: { readonly script: ScriptDetail; readonly scopes: readonly Scope[] }) {
  const [open, setOpen] = useState<'new' | { readonly version: string; readonly what: 'show' | 'choose' } | null>(null);
  const { choose, pin } = useScriptActions(script);
  const mayWrite = scopes.includes('scripts:write');
  const current = script.all.find(({ isCurrent }) => isCurrent) ?? script.all[0];
  const close = () => setOpen(null);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold break-all">
            {script.name}
            {script.isBuiltIn ? <Badge>Built in</Badge> : null}
          </h2>
          <p className="mt-0.5 text-sm text-quiet">{script.description}</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {mayWrite ? (
            <Button icon={<Plus aria-hidden />} onClick={() => setOpen('new')}>
              New version
            </Button>
          ) : null}
          {scopes.includes('scripts:run') && script.current !== null ? (
            <Link href={`/runs/new?script=${script.id}`} className={buttonStyle({ variant: 'primary' })}>
              <Play aria-hidden />
              Run…
            </Link>
          ) : null}
          {mayWrite && !script.isBuiltIn ? <More script={script} /> : null}
        </div>
      </div>
      <div className="mt-6">
        <Section id="parameters" title="Parameters" description={`What ${current?.version ?? 'it'} can be told.`}>
          <ParameterList parameters={current?.parameters ?? []} />
        </Section>
        <Section id="versions" title="Versions" description="None is ever changed, so a roll-back brings back exactly what ran before.">
          <VersionList
            script={script}
            mayWrite={mayWrite}
            isBusy={choose.isPending}
            onShow={(version) => setOpen({ version, what: 'show' })}
            onChoose={(version) => setOpen({ version, what: 'choose' })}
          />
        </Section>
        <Section id="changes" title="Changes" description="Between any two versions.">
          <VersionDiff script={script} />
        </Section>
        <Section id="pins" title="Computers" description="Each runs the current version, unless it is to stay with another.">
          <PinList script={script} mayWrite={mayWrite} onPin={pin.mutate} />
        </Section>
      </div>
      {open === 'new' ? <NewVersionDialog script={script} onClose={close} /> : null}
      {open !== null && open !== 'new' && open.what === 'show' ? (
        <ScriptTextDialog scriptId={script.id} name={script.name} version={open.version} onClose={close} />
      ) : null}
      {open !== null && open !== 'new' && open.what === 'choose' ? (
        <ConfirmDialog
          isOpen
          onOpenChange={(isOpen) => isOpen || close()}
          title={`Run ${script.name} ${open.version} from now on?`}
          description={`It takes the place of ${script.current ?? 'none'} on every computer that is not pinned. Runs under way end with the version that they began with. You can go back the same way.`}
          action={`Run ${open.version}`}
          isBusy={choose.isPending}
          onConfirm={() => choose.mutate(open.version, { onSettled: close })}
        />
      ) : null}
    </>
  );
}

function More({ script }: { readonly script: ScriptDetail }) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const { remove } = useScriptActions(script);
  return (
    <>
      <Menu
        trigger={
          <Button variant="outline" size="icon" aria-label="More">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Trash2 aria-hidden />} isDangerous onClick={() => setOpen(true)}>
          Remove…
        </MenuItem>
      </Menu>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={`Remove ${script.name}?`}
        description="It goes from every computer, with all of its versions. What it did stays under Runs. This cannot be undone."
        action="Remove script"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push('/scripts') })}
      />
    </>
  );
}
