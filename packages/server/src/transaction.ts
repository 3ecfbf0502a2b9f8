import type { Knex } from 'knex';
import type { Client } from 'pg';

type Isolation = 'read committed' | 'repeatable read';

/**
 * A transaction that sees these tenants' rows and no others. It begins with its first statement, in the same round trip;
 * without a statement it costs nothing. It takes its connection from Knex's pool and talks to `pg` directly: that saves a lonely
 * message half of its time.
 */
export class Transaction {
  readonly #database: Knex;
  readonly #tenants: readonly string[];
  #isolation: Isolation = 'read committed';
  #client: Promise<Client> | undefined;

  constructor(database: Knex, tenants: readonly string[]) {
    this.#database = database;
    this.#tenants = tenants;
  }

  /** All statements see the same moment. */
  snapshot(): void { this.#isolation = 'repeatable read'; }

  async query<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    const isFirst = !this.#client;
    this.#client ??= (this.#database.client as Knex.Client).acquireConnection() as Promise<Client>;
    const client = await this.#client;
    const run = () => client.query<Row & object>({ name, text, values: values as unknown[] });
    if (!isFirst) return (await run()).rows;
    (client as Client & { pipeline: boolean }).pipeline = true;
    // sent together, answered together; where `begin` fails, what follows has no tenant and finds nothing
    const [begun, told, answer] = await Promise.allSettled([
      client.query(`begin isolation level ${this.#isolation}`),
      client.query({ name: 'set-tenants', text: 'select set_config(\'app.tenants\', $1::text[]::text, true)', values: [this.#tenants] }),
      run(),
    ]);
    for (const part of [begun, told]) if (part.status === 'rejected') throw part.reason;
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value.rows;
  }

  async commit(): Promise<void> {
    if (!this.#client) return;
    const client = await this.#client;
    const { command } = await client.query('commit');
    this.#release(client);
    if (command !== 'COMMIT') throw new Error('The transaction had failed before it was committed');
  }

  /** After an error; never throws itself. */
  async rollback(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    if (!client || !this.#client) return;
    try { await client.query('rollback'); }
    catch (error) { Object.assign(client, { __knex__disposed: error }); } // Knex's pool throws it away
    this.#release(client);
  }

  #release(client: Client): void {
    this.#client = undefined;
    void (this.#database.client as Knex.Client).releaseConnection(client);
  }
}

/** Runs `run` in a transaction of these tenants: commits what it returns, rolls back what it throws. */
export async function inTransaction<T>(database: Knex, tenants: readonly string[], run: (transaction: Transaction) => Promise<T>): Promise<T> {
  const transaction = new Transaction(database, tenants);
  try {
    const result = await run(transaction);
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
