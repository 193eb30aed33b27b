import type { Metadata } from 'next';
import { EntryCard } from '@/features/entry/entry-card.tsx';
import { ResetForm } from '@/features/entry/reset-form.tsx';

export const metadata: Metadata = { title: 'New password' };

export default function ResetPage() {
  return (
    <EntryCard title="Set a new password" description="You are signed out everywhere else with it.">
      <ResetForm />
    </EntryCard>
  );
}
