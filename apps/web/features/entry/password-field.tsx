'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { TextField, type TextFieldProps } from '@/components/ui/input.tsx';

/** A password with a way to look at it, which spares the second box. */
export function PasswordField(props: Omit<TextFieldProps, 'type'>) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="relative">
      <TextField {...props} type={isShown ? 'text' : 'password'} className="pr-10 touch:pr-12" />
      <button
        type="button"
        aria-label={isShown ? 'Hide the password' : 'Show the password'}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute top-[26px] right-0 flex size-8 items-center justify-center rounded-md text-quiet hover:text-ink focus-visible:-outline-offset-2 touch:size-11"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  );
}
