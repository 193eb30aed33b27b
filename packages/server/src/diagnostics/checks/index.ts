import type { Check } from '../check.ts';
import { backlog } from './backlog.ts';
import { clock } from './clock.ts';
import { dataFolder } from './data-folder.ts';
import { database } from './database.ts';
import { disk } from './disk.ts';
import { hosts } from './hosts.ts';
import { mail } from './mail.ts';
import { memory } from './memory.ts';
import { migrations } from './migrations.ts';
import { model } from './model.ts';
import { port } from './port.ts';
import { queue } from './queue.ts';
import { secrets } from './secrets.ts';
import { settings } from './settings.ts';
import { storage } from './storage.ts';
import { traces } from './traces.ts';
import { workers } from './workers.ts';

/** Every part that is looked at, those first that others need: a new one is a file and a line here. */
export const checks: readonly Check[] = [
  settings,
  dataFolder,
  disk,
  memory,
  database,
  migrations,
  clock,
  secrets,
  queue,
  backlog,
  workers,
  hosts,
  storage,
  model,
  mail,
  traces,
  port,
];
