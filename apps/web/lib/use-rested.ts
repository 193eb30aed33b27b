'use client';

import { useEffect, useState } from 'react';

/** A value once it has stayed the same for so long: for what costs something to follow at every step. */
export function useRested<Value>(value: Value, restMs: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return rested;
}
