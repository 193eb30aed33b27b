import type { Metadata } from 'next';
import { Account } from '@/features/settings/account.tsx';
import { Appearance } from '@/features/settings/appearance.tsx';
import { SampleVehicles } from '@/features/settings/sample-vehicles.tsx';
import { Section } from '@/features/settings/section.tsx';
import { requireIdentity } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const identity = await requireIdentity();
  return (
    <>
      <Section id="account" title="Account" description="Who you are here.">
        <Account identity={identity} />
      </Section>
      <Section id="appearance" title="Appearance" description="For this browser. Pictures look the same in all of them.">
        <Appearance />
      </Section>
      {identity.scopes.includes('settings:write') ? (
        <Section id="samples" title="Sample vehicles" description="Twelve rendered cars to try things on.">
          <SampleVehicles />
        </Section>
      ) : null}
    </>
  );
}
