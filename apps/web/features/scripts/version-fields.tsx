'use client';

import { TextField } from '@/components/ui/input.tsx';
import { isVersion } from './next-version.ts';
import { ScriptSource } from './script-source.tsx';

/** What the boxes of a version hold. */
export interface VersionDraft {
  readonly text: string;
  readonly version: string;
  readonly note: string;
  readonly minimumAgent: string;
}

export function isWhole({ text, version, minimumAgent }: VersionDraft): boolean {
  return text.trim() !== '' && isVersion(version) && (minimumAgent === '' || isVersion(minimumAgent));
}

/** What the server is sent of a draft. */
export function versionOf({ text, version, note, minimumAgent }: VersionDraft) {
  return { text, version, note: note.trim(), ...(minimumAgent === '' ? {} : { minimumAgent }) };
}

export interface VersionFieldsProps {
  readonly draft: VersionDraft;
  readonly onChange: (draft: VersionDraft) => void;
  readonly onFileName?: (name: string) => void;
  readonly wasTried: boolean;
}

/** The text of a version, its number, and what is new in it. */
export function VersionFields({ draft, onChange, onFileName, wasTried }: VersionFieldsProps) {
  const set = (changes: Partial<VersionDraft>) => onChange({ ...draft, ...changes });
  return (
    <>
      <ScriptSource
        text={draft.text}
        onChange={(text, fileName) => {
          set({ text });
          if (fileName !== null) onFileName?.(fileName);
        }}
        error={wasTried && draft.text.trim() === '' ? 'The script is empty.' : undefined}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          name="version"
          label="Version"
          autoComplete="off"
          value={draft.version}
          onValueChange={(version) => set({ version })}
          error={wasTried && !isVersion(draft.version) ? 'Three numbers, as 1.0.0' : undefined}
        />
        <TextField
          name="minimumAgent"
          label="Oldest agent"
          isOptional
          placeholder="0.0.0"
          autoComplete="off"
          value={draft.minimumAgent}
          onValueChange={(minimumAgent) => set({ minimumAgent })}
          error={wasTried && draft.minimumAgent !== '' && !isVersion(draft.minimumAgent) ? 'Three numbers, as 1.0.0' : undefined}
        />
      </div>
      <TextField
        name="note"
        label="What is new"
        isOptional
        autoComplete="off"
        maxLength={500}
        value={draft.note}
        onValueChange={(note) => set({ note })}
      />
    </>
  );
}
