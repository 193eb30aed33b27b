import { z } from 'zod';
import { readExecutionDetail } from '../../database/executions.ts';
import { openDatabase } from '../../database/open.ts';
import { openOffice } from './office.ts';

/** A platform that begins a run and is killed while its script waits. */
const orderSchema = z.object({
  place: z.object({ dataDir: z.string(), url: z.string().optional() }),
  office: z.object({
    dealershipId: z.string(),
    folder: z.string(),
    keyPem: z.string(),
    hosts: z.array(z.object({ id: z.string(), name: z.string(), port: z.number() })),
  }),
  text: z.string(),
  parameters: z.record(z.string(), z.string()),
});

const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const database = await openDatabase(order.place);
const office = await openOffice(database, order.office);
const { scripts, executions } = await office.platform({ leaseMs: 1_500 });
const version = { version: '1.0.0', note: '', minimumAgent: '0.0.0', text: order.text };
const script = await scripts.create(office.caller, { name: 'Wait', description: '', ...version });
const wish = { scriptId: script.id, inputs: [], parameters: order.parameters, whatIf: false, timeLimitMs: 60_000 };
const { id } = await executions.start(
  office.caller,
  { ...wish, hostId: order.office.hosts[0]?.id },
  { correlationId: 'a-click', keepAnswer: async () => undefined },
);
let isToldReady = false;
setInterval(async () => {
  const { log } = await readExecutionDetail(database.orm, { dealershipId: office.dealershipId, id });
  if (isToldReady || !log.some((event) => event.type === 'log' && event.text.includes('waiting'))) return;
  isToldReady = true;
  process.stdout.write(`ready ${id}\n`);
}, 50);
