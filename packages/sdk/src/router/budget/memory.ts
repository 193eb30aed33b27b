import { parseOptions } from '../options.ts';
import type { Budget, BudgetState, Microdollars, Reservation, UnsettledReservation } from '../parts.ts';
import { endOf, numberOf } from './periods.ts';
import { type BudgetAlert, type BudgetOptions, budgetPolicySchema, limitsReader, requireMoney } from './policy.ts';

export interface MemoryBudgetOptions extends BudgetOptions {
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
}

interface Account {
  readonly period: BudgetState['period'];
  number: number;
  endsAt: number;
  spent: Microdollars;
  reserved: Microdollars;
  readonly alerted: Set<number>;
}

interface Held {
  readonly id: string;
  readonly most: Microdollars;
  readonly reservedAt: number;
  /** Numbers of the periods it counts in. */
  readonly day: number;
  readonly month: number;
  isExpired: boolean;
}

interface Book {
  readonly day: Account;
  readonly month: Account;
  readonly accounts: readonly Account[];
  /** In the order in which they expire. */
  readonly underWay: Map<string, Held>;
  readonly expired: Map<string, Held>;
}

const openAccount = (period: BudgetState['period']): Account => ({
  period,
  number: -1,
  endsAt: 0,
  spent: 0,
  reserved: 0,
  alerted: new Set(),
});

const isOf = ({ period, number }: Account, held: Held) => held[period] === number;

/** @see Budget: the same, without a wait */
export interface MemoryBudget extends Budget {
  reserve(scope: string, most: Microdollars): Reservation | { readonly refused: BudgetState };
  read(scope: string): readonly BudgetState[];
  readUnsettled(scope: string): readonly UnsettledReservation[];
}

/**
 * Budgets of this process alone, empty when it starts: for one process that runs for long, and for tests. They answer at once.
 *
 * @throws INVALID_INPUT
 */
export function createMemoryBudget({ clock = Date.now, limits, onAlert, ...options }: MemoryBudgetOptions): MemoryBudget {
  const { alertAt, expiresAfterMs } = parseOptions(budgetPolicySchema, options, 'a budget');
  const books = new Map<string, Book>();
  const limitsOf = limitsReader(limits);
  let lastId = 0;

  function bookOf(scope: string, now: number): Book {
    let book = books.get(scope);
    if (book === undefined) {
      const [day, month] = [openAccount('day'), openAccount('month')];
      book = { day, month, accounts: [day, month], underWay: new Map(), expired: new Map() };
      books.set(scope, book);
    }
    for (const account of book.accounts) if (now >= account.endsAt) begin(account, book, now);
    for (const held of book.underWay.values()) {
      if (now < held.reservedAt + expiresAfterMs) break;
      expire(book, held);
    }
    return book;
  }

  /** Time goes on only: a clock that is set back gives no budget twice. */
  function begin(account: Account, book: Book, now: number): void {
    account.number = numberOf(account.period, now);
    account.endsAt = endOf(account.period, account.number);
    account.spent = 0;
    account.reserved = 0;
    account.alerted.clear();
    if (account.period === 'day') return;
    for (const [id, held] of book.expired) if (!isOf(account, held)) book.expired.delete(id);
  }

  function expire(book: Book, held: Held): void {
    held.isExpired = true;
    book.underWay.delete(held.id);
    book.expired.set(held.id, held);
    for (const account of book.accounts) {
      if (!isOf(account, held)) continue;
      account.reserved -= held.most;
      account.spent += held.most;
    }
  }

  function end(scope: string, id: string, cost: Microdollars): void {
    requireMoney(cost);
    const book = bookOf(scope, clock());
    const held = book.underWay.get(id) ?? book.expired.get(id);
    if (held === undefined) return;
    book.underWay.delete(id);
    book.expired.delete(id);
    for (const account of book.accounts) {
      if (!isOf(account, held)) continue;
      if (held.isExpired) account.spent -= held.most;
      else account.reserved -= held.most;
      account.spent += cost;
    }
    if (onAlert) for (const alert of alertsOf(scope, book)) onAlert(alert);
  }

  function alertsOf(scope: string, { accounts }: Book): BudgetAlert[] {
    const limitOf = limitsOf(scope);
    return accounts.flatMap(({ period, spent, endsAt, alerted }) => {
      const limit = limitOf[period];
      if (limit === undefined) return [];
      const reached = alertAt.filter((share) => spent > 0 && spent >= share * limit && !alerted.has(share));
      for (const share of reached) alerted.add(share);
      return reached.map((share) => ({ scope, period, share, limit, spent, resetsAt: endsAt }));
    });
  }

  const describe = (scope: string, { period, spent, reserved, endsAt }: Account, limit: Microdollars): BudgetState => ({
    scope,
    period,
    limit,
    spent,
    reserved,
    resetsAt: endsAt,
  });

  const reservation = (scope: string, id: string): Reservation => ({
    id,
    settle: (cost) => end(scope, id, cost),
    release: () => end(scope, id, 0),
  });

  return {
    reserve(scope, most) {
      requireMoney(most);
      const now = clock();
      const book = bookOf(scope, now);
      const limitOf = limitsOf(scope);
      for (const account of book.accounts) {
        const limit = limitOf[account.period];
        // What costs nothing is never refused.
        if (limit !== undefined && most > 0 && account.spent + account.reserved + most > limit) {
          return { refused: describe(scope, account, limit) };
        }
      }
      const id = String(++lastId);
      for (const account of book.accounts) account.reserved += most;
      const { day, month } = book;
      book.underWay.set(id, { id, most, reservedAt: now, day: day.number, month: month.number, isExpired: false });
      return reservation(scope, id);
    },
    read(scope) {
      const book = bookOf(scope, clock());
      const limitOf = limitsOf(scope);
      return book.accounts.flatMap((account) => {
        const limit = limitOf[account.period];
        return limit === undefined ? [] : [describe(scope, account, limit)];
      });
    },
    readUnsettled(scope) {
      const { expired, underWay } = bookOf(scope, clock());
      return [...expired.values(), ...underWay.values()].map(({ id, most, reservedAt, isExpired }) => ({
        ...reservation(scope, id),
        most,
        reservedAt,
        isExpired,
      }));
    },
  };
}
