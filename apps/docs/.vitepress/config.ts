import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';

const pages = join(import.meta.dirname, '..', 'pages');

/** Groups that the generators write beside their pages, so that a new route or import path needs no line here. */
function generatedGroup(name: string): DefaultTheme.SidebarItem[] {
  const path = join(pages, 'reference', name, 'sidebar.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
}

const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Start',
    items: [
      { text: 'Staff: from photo to listing', link: '/start/staff' },
      { text: 'Developer: the first cutout', link: '/start/developer' },
      { text: 'Website: embed it', link: '/start/website' },
    ],
  },
  {
    text: 'Concepts',
    items: [
      { text: "The photo's way", link: '/concepts/photo-way' },
      { text: 'States', link: '/concepts/states' },
      { text: 'Scores and verdicts', link: '/concepts/verdicts' },
      { text: 'The map of the house', link: '/concepts/house' },
    ],
  },
  {
    text: 'Guides',
    items: [
      { text: 'Run a server', link: '/guides/server' },
      { text: 'PostgreSQL and Redis', link: '/guides/grown' },
      { text: 'The queue', link: '/guides/queue' },
      { text: 'Where files are kept', link: '/guides/storage' },
      { text: 'Back up and restore', link: '/guides/backup' },
      { text: 'Bring vehicles over', link: '/guides/import' },
      { text: 'Watch over a server', link: '/guides/observability' },
      { text: 'Who may do what', link: '/guides/access' },
      { text: 'Secrets and audit', link: '/guides/secrets-and-audit' },
      { text: 'Upload photos', link: '/guides/uploads' },
      { text: 'Talk to a server', link: '/guides/client' },
      { text: 'The rules of the API', link: '/guides/api' },
      { text: 'Events', link: '/guides/events' },
      { text: 'A Windows PC as host', link: '/guides/hosts' },
      { text: 'Scripts on hosts', link: '/guides/scripts' },
      { text: 'Hosts from code', link: '/guides/hosts-from-code' },
      { text: 'A folder in step', link: '/guides/sync' },
      { text: 'Webhooks and e-mail', link: '/guides/webhooks' },
      { text: 'Errors and notifications', link: '/guides/errors' },
      { text: 'Embed in Next', link: '/guides/next' },
      { text: 'React', link: '/guides/react' },
      { text: 'Instead of remove.bg', link: '/guides/removebg' },
      { text: 'The local engine', link: '/guides/engine' },
      { text: 'Generate and refine pictures', link: '/guides/generate' },
      { text: 'Providers, budgets and costs', link: '/guides/providers' },
      { text: 'Router', link: '/guides/router' },
      { text: 'OpenAI', link: '/guides/openai' },
      { text: 'Replicate', link: '/guides/replicate' },
      { text: 'Add a provider', link: '/guides/add-provider' },
      { text: 'Sketches', link: '/guides/sketches' },
      { text: 'Add an operation', link: '/guides/add-operation' },
      { text: 'Command line', link: '/guides/command-line' },
      { text: 'Troubleshooting', link: '/guides/troubleshooting' },
    ],
  },
  {
    text: 'Reference',
    items: [
      { text: 'Settings', link: '/reference/settings' },
      { text: 'Error codes', link: '/reference/errors' },
      { text: 'Commands', link: '/reference/commands' },
      { text: 'Figures and log', link: '/reference/metrics' },
      { text: 'REST', collapsed: true, link: '/reference/rest/', items: generatedGroup('rest') },
      { text: 'SDK and server API', collapsed: true, link: '/reference/api/', items: generatedGroup('api') },
    ],
  },
];

export default defineConfig({
  lang: 'en',
  title: 'Forecourt',
  titleTemplate: ':title · Forecourt',
  description: "From a phone's photo of a car to a picture fit for the listing.",
  srcDir: 'pages',
  cleanUrls: true,
  // The workspace's target is younger than this esbuild.
  vite: { esbuild: { tsconfigRaw: { compilerOptions: { target: 'es2022' } } } },
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: '/mark.svg', type: 'image/svg+xml' }]],
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark-default' },
    config(markdown) {
      const inline = markdown.renderer.rules.code_inline;
      // Code is to be read: Vue must not take its braces for its own.
      markdown.renderer.rules.code_inline = (...args) => (inline?.(...args) ?? '').replace('<code', '<code v-pre');
    },
  },
  themeConfig: {
    logo: { light: '/mark.svg', dark: '/mark-dark.svg' },
    nav: [
      { text: 'Start', link: '/start/staff', activeMatch: '^/start/' },
      { text: 'Guides', link: '/guides/server', activeMatch: '^/(guides|concepts)/' },
      { text: 'REST', link: '/reference/rest/', activeMatch: '^/reference/rest/' },
      { text: 'API', link: '/reference/api/', activeMatch: '^/reference/api/' },
      { text: 'Errors', link: '/reference/errors', activeMatch: '^/reference/errors' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
  },
});
