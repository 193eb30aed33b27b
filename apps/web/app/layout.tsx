import '@fontsource-variable/geist/wght.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { parseTheme, themeCookie } from '@/components/frame/theme-names.ts';
import { Toaster } from '@/components/ui/toast.tsx';

export const metadata: Metadata = {
  title: { default: 'Forecourt', template: '%s · Forecourt' },
  description: "From a phone's photo of a car to a picture fit for the listing.",
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f7f7' },
    { media: '(prefers-color-scheme: dark)', color: '#0d0d0d' },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // Reading the cookie also makes every page dynamic, which the nonce of the content security policy needs.
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <body>
        <div id="page">{children}</div>
        <Toaster />
      </body>
    </html>
  );
}
