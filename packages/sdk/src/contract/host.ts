import * as z from 'zod';
import { checkResultSchema } from './diagnostics.ts';
import { idSchema, timeSchema } from './identifiers.ts';
import { operationSchema } from './provider.ts';

/** Ways to a host, the best first. */
export const roadKindSchema = z.enum(['direct', 'ssh', 'relay']);
export type RoadKind = z.infer<typeof roadKindSchema>;

/** `up`, `down`, or `unknown` before it was tried. */
export const roadStateSchema = z.enum(['up', 'down', 'unknown']);

/** An ed25519 public key: its 32 bytes as base64url. */
export const publicKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** What Tailscale says of a host. It is one more thing to know, never who a host is. */
export const tailscalePeerSchema = z.object({
  state: z.enum(['direct', 'relayed', 'offline', 'unknown']),
  relay: z.string().nullable().meta({ description: 'The region of the relay that traffic goes through.' }),
  address: z.string().nullable(),
  lastSeenAt: timeSchema.nullable(),
  keyExpiresAt: timeSchema.nullable(),
});
export type TailscalePeer = z.infer<typeof tailscalePeerSchema>;

/** One way to a host, and how it is. */
export const roadSchema = z
  .object({
    kind: roadKindSchema,
    address: z.string().nullable().meta({ description: 'Where it leads; null for the relay, which the host dials.' }),
    state: roadStateSchema,
    isUsed: z.boolean().meta({ description: 'Whether requests go over it now.' }),
    latencyMs: z.number().nonnegative().nullable().meta({ description: 'Median of the last probes.' }),
    lossShare: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({ description: 'Share of the last 30 probes that failed; of those made while it was up, where it is up.' }),
    lastSuccessAt: timeSchema.nullable(),
    problem: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable().meta({ description: 'Why it is down.' }),
    nextTryAt: timeSchema.nullable(),
    tailscale: tailscalePeerSchema.nullable(),
    fingerprint: z.string().nullable().meta({ description: 'Of the pinned SSH host key: SHA256:… as ssh-keygen prints it.' }),
  })
  .meta({ id: 'Road' });
export type RoadStatus = z.infer<typeof roadSchema>;

/** What a computer says of itself is written down and shown as it is: it has an end, and no control characters. */
const saidSchema = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[ -~\u00a0-\uffff]*$/);
/** Far below what an integer of a database takes, so that the next one is still below it. */
const mostManifests = 2_000_000_000;

export const capacitySchema = z.object({
  slots: z.int().nonnegative().meta({ description: 'Jobs that it does at once.' }),
  busy: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
  cores: z.int().positive(),
  memoryBytes: z.int().nonnegative(),
  freeMemoryBytes: z.int().nonnegative(),
  freeDiskBytes: z.int().nonnegative(),
  gpu: z.object({ name: saidSchema(200), memoryBytes: z.int().nonnegative().nullable() }).nullable(),
});
export type Capacity = z.infer<typeof capacitySchema>;

/** What an agent says of itself: the answer of `GET /agent/v1/health`. */
export const agentHealthSchema = z.object({
  protocol: z.literal(1),
  hostId: idSchema,
  version: saidSchema(40),
  platform: saidSchema(120).meta({ description: 'win32, linux or darwin, with its release.' }),
  time: timeSchema.meta({ description: 'Its clock.' }),
  startedAt: timeSchema,
  isDraining: z.boolean(),
  operations: z.array(operationSchema).max(20),
  /** Number of the manifest of scripts that it goes by; 0 for none. */
  manifest: z.int().nonnegative().max(mostManifests),
  capacity: capacitySchema,
  measured: z.object({
    jobs: z.int().nonnegative(),
    medianMs: z.number().nonnegative().nullable().meta({ description: 'What its last jobs took, without waiting and transfer.' }),
  }),
});
export type AgentHealth = z.infer<typeof agentHealthSchema>;

export const agentDiagnosticsSchema = z.object({ checkedAt: timeSchema, version: z.string(), checks: z.array(checkResultSchema) });
export type AgentDiagnostics = z.infer<typeof agentDiagnosticsSchema>;

/** What a computer sends to become a host: `POST /api/v1/enrolments/accept`, with the token as Bearer. */
export const enrolmentRequestSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  publicKey: publicKeySchema,
  platform: z.string().max(120),
  version: z.string().max(40),
  /** Addresses at which it listens, best first: `https://pc.tailnet.ts.net:7443`. */
  addresses: z.array(z.url({ protocol: /^https$/ })).max(8),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** What it gets: who it is, and whom it believes. */
export const enrolmentAnswerSchema = z.object({
  hostId: idSchema,
  dealership: z.string(),
  name: z.string(),
  platformKeys: z.array(publicKeySchema).min(1).max(2).meta({ description: 'Whoever signs with one of them is the platform.' }),
  relayUrl: z.string().meta({ description: 'Where to dial: wss://…' }),
});
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswerSchema>;

/** `enrolling` until its agent was seen once; `revoked` for good. */
export const hostStateSchema = z.enum(['enrolling', 'online', 'draining', 'offline', 'revoked']);
export type HostState = z.infer<typeof hostStateSchema>;

/** Share of the time that a host could be reached, from its history; null before there is any. */
export const uptimeSchema = z.object({
  day: z.number().min(0).max(1).nullable(),
  month: z.number().min(0).max(1).nullable().meta({ description: 'The last 30 days.' }),
  target: z.literal(0.999),
});

/** How a host is reached by SSH. */
export const sshAddressSchema = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().trim().min(1).max(64),
});
export type SshAddress = z.infer<typeof sshAddressSchema>;

/** A computer that works for a dealership. */
export const hostSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    /** `agent` speaks the whole protocol; `ssh` is a computer without an agent: files by SFTP, scripts by PowerShell. */
    mode: z.enum(['agent', 'ssh']),
    state: hostStateSchema,
    platform: z.string().nullable(),
    version: z.string().nullable(),
    isOutdated: z.boolean().meta({ description: 'A newer agent is there.' }),
    roads: z.array(roadSchema),
    operations: z
      .array(operationSchema)
      .meta({ description: 'What it does beside running scripts, as it said last: nothing where it lacks an engine.' }),
    capacity: capacitySchema.nullable().meta({ description: 'As it said last.' }),
    medianMs: z.number().nonnegative().nullable(),
    uptime: uptimeSchema,
    addresses: z.array(z.string()),
    ssh: sshAddressSchema.nullable(),
    clockOffsetMs: z.number().nullable().meta({ description: 'Its clock less ours.' }),
    lastSeenAt: timeSchema.nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Host' });
export type HostStatus = z.infer<typeof hostSchema>;

/** What happened to a host: it came, went, changed road. */
export const hostEventSchema = z
  .object({
    at: timeSchema,
    kind: z.enum(['enrolled', 'online', 'offline', 'road', 'draining', 'resumed', 'cutouts', 'key-rotated', 'revoked', 'updated']),
    message: z.string(),
  })
  .meta({ id: 'HostEvent' });

/** One hour or day of a host, for the strip of its uptime. */
export const uptimeSpanSchema = z.object({ since: timeSchema, share: z.number().min(0).max(1).nullable() });

export const hostDetailSchema = hostSchema
  .extend({
    events: z.array(hostEventSchema).meta({ description: 'The last hundred, newest first.' }),
    hours: z.array(uptimeSpanSchema).meta({ description: 'The last 24, oldest first.' }),
    days: z.array(uptimeSpanSchema).meta({ description: 'The last 30, oldest first.' }),
    publicKeys: z.array(z.object({ key: publicKeySchema, since: timeSchema, until: timeSchema.nullable() })),
    sshPublicKey: z.string().nullable().meta({ description: 'For the authorized_keys of its user.' }),
  })
  .meta({ id: 'HostDetail' });
export type HostDetail = z.infer<typeof hostDetailSchema>;

/** An invitation for a computer. The token is shown once. */
export const enrolmentSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    state: z.enum(['waiting', 'used', 'expired', 'revoked']),
    hostId: idSchema.nullable().meta({ description: 'The host that it became.' }),
    createdAt: timeSchema,
    expiresAt: timeSchema,
  })
  .meta({ id: 'Enrolment' });
export type Enrolment = z.infer<typeof enrolmentSchema>;
