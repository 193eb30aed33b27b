import type { AuditLog } from '../audit/index.ts';
import type { Database } from '../database/open.ts';
import type { Diagnostics } from '../diagnostics/index.ts';
import type { Executions } from '../executions/index.ts';
import type { Generations } from '../generation/index.ts';
import type { Hosts } from '../hosts/index.ts';
import type { Identity } from '../identity/index.ts';
import type { Imports } from '../imports/index.ts';
import type { JobsContext, Scheduler } from '../jobs/index.ts';
import type { Providers } from '../providers/index.ts';
import type { Scripts } from '../scripts/index.ts';
import type { FileLinks, OpenStorage, Storage } from '../storage/index.ts';
import type { Webhooks } from '../webhooks/index.ts';

/** What handlers of routes work with. */
export interface HandlerParts {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly storage: Storage;
  readonly files: OpenStorage;
  readonly links: FileLinks;
  readonly identity: Identity;
  readonly jobs: JobsContext;
  readonly generations: Generations;
  readonly schedules: Pick<Scheduler, 'list'>;
  readonly hosts: Hosts;
  readonly imports: Imports;
  readonly diagnostics: Diagnostics;
  readonly webhooks: Webhooks;
  readonly scripts: Scripts;
  readonly executions: Executions;
  readonly providers: Pick<Providers, 'settings' | 'budgets' | 'cutoutOffers'>;
  /** Told once, when the first owner has been created through the page. */
  readonly afterSetUp?: ((identity: Awaited<ReturnType<Identity['describe']>>) => Promise<void> | void) | undefined;
}
