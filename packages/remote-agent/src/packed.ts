// Where the packed agent begins: one file that is the command and the threads that the command starts.

const { search } = new URL(import.meta.url);
if (search === '?engine-worker') await import('@forecourt/sdk/engine/worker');
else if (search === '?heic-worker') await import('@forecourt/sdk/imaging/heic-worker');
else await import('./commands/main.ts');
