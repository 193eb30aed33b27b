'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';

export interface MoreRowsProps {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
}

/** Fetches the next page shortly before its place comes into view; the button is for those who tab or whose browser waits. */
export function MoreRows({ hasMore, isLoading, onMore }: MoreRowsProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null || !hasMore || isLoading) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onMore(), {
      rootMargin: '600px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, isLoading, onMore]);
  if (!hasMore) return null;
  return (
    <div ref={place} className="flex justify-center py-6">
      <Button isBusy={isLoading} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
