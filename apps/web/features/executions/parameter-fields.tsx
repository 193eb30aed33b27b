'use client';

import type { ScriptParameter } from '@forecourt/sdk/contract';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ParameterDraft } from './parameter-values.ts';

export interface ParameterFieldsProps {
  readonly parameters: readonly ScriptParameter[];
  readonly draft: ParameterDraft;
  readonly onChange: (draft: ParameterDraft) => void;
  readonly problems: ReadonlyMap<string, string>;
}

/** A box for each parameter of a script, of the kind that it is. */
export function ParameterFields({ parameters, draft, onChange, problems }: ParameterFieldsProps) {
  if (parameters.length === 0) return <p className="text-sm text-quiet">It takes none.</p>;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={draft[parameter.name] ?? ''}
          onChange={(value) => onChange({ ...draft, [parameter.name]: value })}
          problem={problems.get(parameter.name)}
        />
      ))}
    </div>
  );
}

interface ParameterFieldProps {
  readonly parameter: ScriptParameter;
  readonly value: string | boolean;
  readonly onChange: (value: string | boolean) => void;
  readonly problem: string | undefined;
}

function ParameterField({ parameter: { name, type, choices, isRequired, help }, value, onChange, problem }: ParameterFieldProps) {
  const text = typeof value === 'string' ? value : '';
  if (type === 'switch') {
    return <Checkbox label={name} {...(help === '' ? {} : { help })} isChecked={value === true} onChange={onChange} />;
  }
  if (type === 'choice') {
    return (
      <div>
        <Select label={name} value={text} onChange={onChange}>
          <option value="">{isRequired ? 'Choose one' : 'As the script has it'}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
        {help === '' ? null : <p className="mt-1.5 text-xs text-quiet">{help}</p>}
        {problem === undefined ? null : <p className="mt-1.5 text-xs text-danger-text">{problem}</p>}
      </div>
    );
  }
  return (
    <TextField
      name={name}
      label={name}
      isOptional={!isRequired}
      {...(help === '' ? {} : { help })}
      {...(type === 'number' ? { inputMode: 'decimal' as const } : {})}
      {...(type === 'path' ? { placeholder: 'C:\\…', spellCheck: false } : {})}
      autoComplete="off"
      maxLength={4000}
      value={text}
      onValueChange={onChange}
      error={problem}
    />
  );
}
