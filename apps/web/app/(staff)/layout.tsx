import type { ReactNode } from 'react';
import { BottomBar } from '@/components/frame/bottom-bar.tsx';
import { CommandsProvider } from '@/components/frame/commands.tsx';
import { Rail } from '@/components/frame/rail.tsx';
import { RightsProvider } from '@/components/frame/rights.tsx';
import { TopBar } from '@/components/frame/top-bar.tsx';
import { TooltipProvider } from '@/components/ui/tooltip.tsx';
import { TransfersProvider } from '@/features/transfers/transfers-provider.tsx';
import { LiveUpdates } from '@/lib/data/live.tsx';
import { DataProvider } from '@/lib/data/providers.tsx';
import { requireIdentity } from '@/lib/server/api.ts';

/** The frame around every page of the staff; nobody comes in without signing in. */
export default async function StaffLayout({ children }: { readonly children: ReactNode }) {
  const identity = await requireIdentity();
  return (
    <DataProvider dealershipId={identity.dealership.id}>
      <LiveUpdates>
        <TransfersProvider>
          <TooltipProvider>
            <RightsProvider scopes={identity.scopes}>
              <CommandsProvider>
                <a
                  href="#main"
                  className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-4 py-2 font-medium text-accent-ink focus:translate-y-0"
                >
                  Skip to content
                </a>
                <div className="flex min-h-dvh">
                  <Rail dealership={identity.dealership.name} />
                  <div className="flex min-w-0 grow flex-col">
                    <TopBar identity={identity} />
                    <main
                      id="main"
                      tabIndex={-1}
                      className="flex min-w-0 grow flex-col pb-[calc(var(--bottom-height)+env(safe-area-inset-bottom))] outline-none md:pb-0"
                    >
                      {children}
                    </main>
                  </div>
                </div>
                <BottomBar />
              </CommandsProvider>
            </RightsProvider>
          </TooltipProvider>
        </TransfersProvider>
      </LiveUpdates>
    </DataProvider>
  );
}
