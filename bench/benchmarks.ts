import { appBatch } from './app/batch.ts';
import { appDrop } from './app/drop.ts';
import type { Benchmark } from './benchmark.ts';
import { cutoutBatch } from './cutout/batch.ts';
import { cutoutColdStart } from './cutout/cold-start.ts';
import { cutoutEventLoop } from './cutout/event-loop.ts';
import { cutoutFourMegapixels } from './cutout/four-megapixels.ts';
import { cutoutMemory } from './cutout/memory.ts';
import { cutoutOneMegapixel } from './cutout/one-megapixel.ts';
import { cutoutOverhead } from './cutout/overhead.ts';
import { cutoutTwelveMegapixels } from './cutout/twelve-megapixels.ts';
import { keyCheck, tokenCheck } from './identity/check.ts';
import { imagingSketch } from './imaging/sketch.ts';
import { emptyJobs } from './jobs/empty.ts';
import { fourWorkers } from './jobs/workers.ts';
import { errorFlood } from './monitoring/flood.ts';
import { oddFilesSlowest } from './odd-files/slowest.ts';
import { qualityBoundaryLabelled } from './quality/boundary-labelled.ts';
import { qualityBoundarySamples } from './quality/boundary-samples.ts';
import { qualityParity } from './quality/parity.ts';
import { qualityRim } from './quality/rim.ts';
import { hostDead } from './remote/dead-host.ts';
import { hostDeadRoad } from './remote/dead-road.ts';
import { hostOverhead } from './remote/overhead.ts';
import { hostPickup } from './remote/pickup.ts';
import { hostRoadChange } from './remote/road-change.ts';
import { relayThroughput, relayThroughputDelayed, roadRequests } from './remote/roads.ts';
import { sftpThroughput } from './remote/sftp.ts';
import { sshCommand } from './remote/ssh-command.ts';
import { reportTwelveMegapixels } from './report/twelve-megapixels.ts';
import { routerHttp } from './router/http.ts';
import { routerOverhead } from './router/overhead.ts';
import { routerParts } from './router/parts.ts';
import { sharedBreaker } from './router/shared-breaker.ts';
import { auditVerify } from './server/audit.ts';
import { executionSearch } from './server/executions.ts';
import { serverIdleMemory } from './server/idle-memory.ts';
import { listBenchmark } from './server/list.ts';
import { readsBenchmark } from './server/reads.ts';
import { serverReady } from './server/ready.ts';
import { executionRecorded } from './server/recorded.ts';
import { serverUntraced } from './server/untraced.ts';
import { webhookBenchmark } from './server/webhooks.ts';
import { uploadManyFiles } from './uploads/many-files.ts';
import { uploadOneGigabyte } from './uploads/one-gigabyte.ts';

/** Every benchmark: a new one is a file and a line here. */
export const benchmarks: readonly Benchmark[] = [
  cutoutOneMegapixel,
  cutoutFourMegapixels,
  cutoutTwelveMegapixels,
  cutoutOverhead,
  cutoutBatch,
  cutoutColdStart,
  cutoutEventLoop,
  cutoutMemory,
  imagingSketch,
  reportTwelveMegapixels,
  oddFilesSlowest,
  qualityParity,
  qualityBoundarySamples,
  qualityBoundaryLabelled,
  qualityRim,
  serverReady,
  serverUntraced,
  serverIdleMemory,
  listBenchmark('embedded'),
  listBenchmark('grown'),
  executionSearch('embedded'),
  executionSearch('grown'),
  executionRecorded('embedded'),
  executionRecorded('grown'),
  readsBenchmark('embedded'),
  readsBenchmark('grown'),
  auditVerify,
  webhookBenchmark('embedded'),
  webhookBenchmark('grown'),
  emptyJobs('grown'),
  emptyJobs('embedded'),
  fourWorkers,
  errorFlood,
  keyCheck,
  tokenCheck,
  appDrop,
  appBatch,
  routerOverhead,
  routerHttp,
  routerParts,
  sharedBreaker,
  hostPickup,
  hostOverhead,
  hostRoadChange,
  hostDead,
  hostDeadRoad,
  relayThroughput,
  relayThroughputDelayed,
  sftpThroughput,
  roadRequests,
  sshCommand,
  uploadOneGigabyte,
  uploadManyFiles,
];
