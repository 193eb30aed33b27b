'use client';

import { useSyncExternalStore } from 'react';
import { Kbd } from '@/components/ui/kbd.tsx';

const never = () => () => undefined;

/** Ctrl, or ⌘ on Apple's machines. */
export function ModifierKey() {
  const isApple = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );
  return <Kbd>{isApple ? '⌘' : 'Ctrl'}</Kbd>;
}
