import type { ScriptParameter } from '@forecourt/sdk/contract';

const typeWords: Readonly<Record<ScriptParameter['type'], string>> = {
  text: 'Text',
  number: 'Number',
  switch: 'Yes or no',
  choice: 'One of',
  path: 'A path on the computer',
};

/** What a version can be told, read from the script itself. */
export function ParameterList({ parameters }: { readonly parameters: readonly ScriptParameter[] }) {
  if (parameters.length === 0) return <p className="text-sm text-quiet">It takes none.</p>;
  return (
    <dl className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {parameters.map(({ name, type, choices, isRequired, help }) => (
        <div key={name} className="grid gap-x-6 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="min-w-0">
            <code className="font-mono text-sm break-all">-{name}</code>
            {isRequired ? <span className="ml-2 text-xs text-review">required</span> : null}
          </dt>
          <dd className="min-w-0 text-sm">
            <span className="text-quiet">
              {typeWords[type]}
              {type === 'choice' ? `: ${choices.join(', ')}` : ''}
            </span>
            {help === '' ? null : <p className="break-words">{help}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
