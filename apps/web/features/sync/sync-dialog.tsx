'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { syncLines } from './sync-line.ts';

export interface SyncDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Makes the lines that set a folder up on the computer where it is. */
export function SyncDialog({ isOpen, onOpenChange }: SyncDialogProps) {
  const isAwake = useHydrated();
  const [folder, setFolder] = useState('');
  const [vehicle, setVehicle] = useState('');
  const [results, setResults] = useState('');
  const [deletions, setDeletions] = useState<'keep' | 'delete'>('keep');
  const server = isAwake ? window.location.origin : '';
  const lines = syncLines({ server, folder: folder || 'D:\\Photos', vehicle, results, deletions });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Keep a folder in step"
      className="sm:w-[40rem]"
      footer={
        <Button variant="primary" onClick={() => onOpenChange(false)}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          label="Folder with photos"
          placeholder="D:\Photos"
          spellCheck={false}
          autoComplete="off"
          value={folder}
          onValueChange={setFolder}
        />
        <TextField
          label="Vehicle"
          isOptional
          placeholder="A-1042"
          help="Its stock number, where all photos are of one. Without it each folder in there is a vehicle, named by its stock number."
          autoComplete="off"
          maxLength={64}
          value={vehicle}
          onValueChange={setVehicle}
        />
        <TextField
          label="Folder for the cutouts"
          isOptional
          placeholder="D:\Cutouts"
          spellCheck={false}
          autoComplete="off"
          value={results}
          onValueChange={setResults}
        />
        <Select
          label="When a photo is deleted there"
          value={deletions}
          onChange={(value) => setDeletions(value === 'delete' ? 'delete' : 'keep')}
        >
          <option value="keep">Keep it here</option>
          <option value="delete">Delete it here too</option>
        </Select>
        <div>
          <h3 className="mb-1 text-sm font-medium">Run this on the computer, in PowerShell</h3>
          <CopyLine label="Lines for PowerShell" text={lines} />
          <p className="mt-2 text-xs text-quiet">
            Put an{' '}
            <Link href="/settings/keys" className="underline underline-offset-2 hover:text-ink">
              API key
            </Link>{' '}
            with the rights to see vehicles and photos and to upload photos in place of the dots. Where there is no command forecourt yet:{' '}
            <code className="font-mono">npm install -g @forecourt/sdk chokidar</code>. It goes on where it was after a restart, and appears
            here within a minute.
          </p>
        </div>
      </div>
    </Dialog>
  );
}
