import { type PGlite, parse, protocol, type QueryOptions, type Results, type Transaction } from '@electric-sql/pglite';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Statements that are kept prepared; each holds its plan in the database's memory. */
const mostKept = 300;
/** The statement is gone, or its table has changed since: what helps is to prepare it anew. */
const outdated = new Set(['26000', '0A000']);

const { serialize } = protocol;
type Message = (typeof protocol.messages)['parseComplete'];
const parametersSchema = z.object({ name: z.literal('parameterDescription'), dataTypeIDs: z.array(z.number()) });
const failureSchema = z.object({ code: z.string() });

interface Statement {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  /** Names and types of the columns, as the database said them: it says them once. */
  readonly columns: readonly Message[];
}

/**
 * Keeps statements prepared, as drivers of PostgreSQL do under a name: PGlite's own `query` has each parsed and planned anew, in six
 * messages, and planning a join takes several times as long as running it. Here one message goes there and back.
 */
export function keepStatements(pglite: PGlite): void {
  const plainTransaction = pglite.transaction.bind(pglite);
  const plainQuery = pglite.query.bind(pglite);
  /** Dropped from the memory here, and in the database with the next message. */
  const leaving: string[] = [];
  const statements = new LRUCache<string, Statement>({ max: mostKept, dispose: ({ name }) => leaving.push(name) });
  let count = 0;

  const send = (...messages: Uint8Array[]) => {
    const closings = leaving.splice(0).map((name) => serialize.close({ type: 'S', name }));
    return pglite.execProtocolStream(Buffer.concat([...closings, ...messages, serialize.sync()]), { syncToFs: false });
  };
  const prepare = async (sql: string): Promise<Statement> => {
    const name = `kept_${++count}`;
    const messages = await send(serialize.parse({ name, text: sql }), serialize.describe({ type: 'S', name }));
    const parameters = messages.map((message) => parametersSchema.safeParse(message)).find(({ success }) => success);
    const statement = {
      name,
      parameterTypes: parameters?.data?.dataTypeIDs ?? [],
      columns: messages.filter((message) => message.name === 'rowDescription'),
    };
    statements.set(sql, statement);
    return statement;
  };
  const run = async <Row>(sql: string, parameters: readonly unknown[], options: QueryOptions | undefined): Promise<Results<Row>> => {
    const statement = statements.get(sql) ?? (await prepare(sql));
    const values = parameters.map((value, index) => {
      if (value === null || value === undefined) return null;
      const type = statement.parameterTypes[index] ?? 0;
      const asText = options?.serializers?.[type] ?? pglite.serializers[type];
      return asText ? asText(value) : String(value);
    });
    try {
      const messages = await send(serialize.bind({ statement: statement.name, values }), serialize.execute({}));
      const [result] = parse.parseResults([...statement.columns, ...messages], pglite.parsers, options);
      // Its rows are what the caller says that they are, as with the query that this stands for.
      return result as Results<Row>;
    } catch (error) {
      if (isOutdated(error)) statements.delete(sql);
      throw error;
    }
  };
  const isForHere = (parameters: readonly unknown[] | undefined, options: QueryOptions | undefined): parameters is readonly unknown[] =>
    parameters !== undefined && parameters.length > 0 && !options?.paramTypes && !options?.blob && !options?.onNotice;

  pglite.query = async <Row>(sql: string, parameters?: unknown[], options?: QueryOptions): Promise<Results<Row>> => {
    if (!isForHere(parameters, options)) return await plainQuery<Row>(sql, parameters, options);
    await pglite._checkReady();
    return await pglite._runExclusiveTransaction(() =>
      pglite._runExclusiveQuery(async () => {
        try {
          return await run<Row>(sql, parameters, options);
        } catch (error) {
          if (!isOutdated(error)) throw error;
          // Nothing was done by a statement that could not begin, so that it may be asked once more.
          return await run<Row>(sql, parameters, options);
        } finally {
          await pglite.syncToFs();
        }
      }),
    );
  };
  pglite.transaction = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    plainTransaction((tx) =>
      work(
        Object.create(tx, {
          query: {
            value: async (sql: string, parameters?: unknown[], options?: QueryOptions) => {
              if (tx.closed || !isForHere(parameters, options)) return await tx.query(sql, parameters, options);
              return await pglite._runExclusiveQuery(() => run(sql, parameters, options));
            },
          },
        }),
      ),
    );
}

function isOutdated(error: unknown): boolean {
  const { success, data } = failureSchema.safeParse(error);
  return success && outdated.has(data.code);
}
