export { type BrowserProfile, browserProfile, chromium, openBrowser } from './browser.ts';
export { type Certificate, makeCertificate, openssl } from './certificate.ts';
export {
  type Charge,
  createSwitchboard,
  type EmulatorRequest,
  type Fault,
  type FaultKind,
  faultKinds,
  type Switchboard,
} from './emulators/faults.ts';
export {
  type OpenAiEmulator,
  type OpenAiEmulatorOptions,
  type Question,
  type Reply,
  startOpenAiEmulator,
} from './emulators/openai/index.ts';
export {
  type ReplicateEmulator,
  type ReplicateEmulatorOptions,
  replicateInputProblems,
  startReplicateEmulator,
} from './emulators/replicate/index.ts';
export { repositoryFolder, type SharedPlace, samplesFolder, sharedPlace } from './folders.ts';
export { onFreePort } from './free-port.ts';
export { type GuardedProcess, type GuardedProcessOptions, startGuarded } from './guarded-process.ts';
export {
  type HttpReceiver,
  type HttpReceiverOptions,
  type ReceivedRequest,
  type ReceiverAnswer,
  startHttpReceiver,
} from './http-receiver.ts';
export { type Cable, iproute, makeNetwork, type Network, narrowLines, networks, nftables, type Place } from './network/network.ts';
export { type PostgresOptions, postgres, type RunningPostgres, startPostgres } from './postgres.ts';
export { powerShell } from './powershell.ts';
export { putPreparedDatabase } from './prepared-database.ts';
export { type PrometheusOptions, prometheus, promtool, type RunningPrometheus, startPrometheus } from './prometheus.ts';
export { redCarPhoto } from './red-car-photo.ts';
export { type RedisOptions, type RunningRedis, redis, startRedis } from './redis.ts';
export {
  type FakeS3,
  type FakeS3Options,
  failAtRandom,
  failNext,
  type Misfortune,
  type S3Call,
  type S3Fault,
  startFakeS3,
} from './s3/index.ts';
export { type Column, type ColumnName, startColumn } from './servers/columns.ts';
export { makeKey, owner, type ServerEnvironment, type ServerProcess, startServer } from './servers/server-process.ts';
export { startWorkerProcess, type WorkerProcess } from './servers/worker-process.ts';
export { type SmallDisk, smallDisk, smallDisks } from './small-disk.ts';
export { type RunningSshAgent, startSshAgent } from './ssh/ssh-agent.ts';
export { makeSshKey, type SshKey, type SshKeyKind, sshClient } from './ssh/ssh-keys.ts';
export { openssh, type RunningSshServer, type SshServerOptions, startSshServer } from './ssh/ssh-server.ts';
export type { SystemPart } from './system-part.ts';
export { tailscaleStatus } from './tailscale/documents.ts';
export { type FakeTailscale, fakeTailscale } from './tailscale/fake-tailscale.ts';
export { type Passing, startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';
export {
  type InstalledTinyModel,
  installTinyModel,
  type TinyManifest,
  type TinyModel,
  type TinyModelOptions,
  tinyModel,
} from './tiny-model.ts';
