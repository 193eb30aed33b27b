'use client';

import { Select } from '@/components/ui/select.tsx';
import type { StagedPicture } from './picture-stage.tsx';
import { type Branch, inOrder } from './tree.ts';

/** Everything that a picture can be compared with: all others of its tree, and what it was made from. Named by key. */
export function comparable(tree: Branch, currentResultId: string): ReadonlyMap<string, StagedPicture> {
  const pictures = new Map<string, StagedPicture>();
  const current = inOrder(tree).find(({ generation }) => generation.results.some(({ id }) => id === currentResultId));
  current?.generation.inputs.forEach((asset, index) => {
    pictures.set(`input ${index}`, { asset, alt: 'What it was made from', label: 'Made from' });
  });
  for (const [index, { generation }] of inOrder(tree).entries()) {
    for (const [place, { id, asset }] of generation.results.entries()) {
      if (id === currentResultId) continue;
      const label = generation.results.length > 1 ? `${index + 1}, picture ${place + 1}` : `${index + 1}`;
      pictures.set(id, { asset, alt: generation.parameters.prompt, label });
    }
  }
  return pictures;
}

export interface CompareChoiceProps {
  readonly pictures: ReadonlyMap<string, StagedPicture>;
  readonly value: string;
  readonly onChange: (key: string) => void;
}

export function CompareChoice({ pictures, value, onChange }: CompareChoiceProps) {
  return (
    <Select label="Compare with" hasHiddenLabel value={value} onChange={onChange} className="w-56">
      {[...pictures].map(([key, { label, alt }]) => (
        <option key={key} value={key}>
          {key.startsWith('input') ? alt : `${label} · ${alt.slice(0, 40)}`}
        </option>
      ))}
    </Select>
  );
}
