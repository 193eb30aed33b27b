import type { Transaction } from './orm.ts';
import { retirementAlerts } from './schema.ts';

export type RetirementAlert = Omit<typeof retirementAlerts.$inferInsert, 'at'>;

/** Notes that people are told of a model's end. @returns whether nobody was told of it at this stage before */
export async function claimRetirementAlert(tx: Transaction, alert: RetirementAlert): Promise<boolean> {
  const made = await tx.insert(retirementAlerts).values(alert).onConflictDoNothing().returning({ model: retirementAlerts.model });
  return made.length > 0;
}
