import type { Knex } from 'knex';
import type { Writable } from 'node:stream';
import type { Client } from 'pg';

const tenantsSet = 'select set_config(\'app.tenants\', $1::text[]::text, true)';
const settings = {
  plain: { name: 'set-tenants', text: tenantsSet },
  keepingPlans: { name: 'set-tenants-keep-plans', text: `${tenantsSet}, set_config('plan_cache_mode', 'force_generic_plan', true)` },
};

type Isolation = 'read committed' | 'repeatable read';

/**
 * A transaction that sees these tenants' rows and no others. It begins with its first statement, in the same round trip;
 * without a statement it costs nothing. It takes its connection from Knex's pool and talks to `pg` directly: that saves a lonely
 * message half of its time.
 */
export class Transaction {
  readonly #database: Knex;
  readonly #tenants: readonly string[];
  readonly #admit: (() => Promise<() => void>) | undefined;
  #leave: (() => void) | undefined;
  #isolation: Isolation = 'read committed';
  #keepsPlans = false;
  #client: Promise<Client> | undefined;

  /** `admit` is waited for before a connection is taken, and what it answers is called once it is given back. */
  constructor(database: Knex, tenants: readonly string[], admit?: () => Promise<() => void>) {
    this.#database = database;
    this.#tenants = tenants;
    this.#admit = admit;
  }

  /** Before the first statement: named ones keep the plan that fits any values, instead of being planned each time anew. */
  keepPlans(): void { this.#keepsPlans = true; }

  /** All statements see the same moment. */
  snapshot(): void { this.#isolation = 'repeatable read'; }

  query<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> { return this.#run<Row>({ name, text, values }, false); }

  /** The last statement, and the commit in the same round trip. */
  finish<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> { return this.#run<Row>({ name, text, values }, true); }

  async commit(): Promise<void> {
    if (!this.#client) return;
    const client = await this.#client;
    mustBeCommitted(await client.query('commit'));
    this.#release(client);
  }

  /** After an error; never throws itself. */
  async rollback(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    if (!client || !this.#client) { this.#client = undefined; return; } // there was none to be had
    try { await client.query('rollback'); }
    catch (error) { Object.assign(client, { __knex__disposed: error }); } // Knex's pool throws it away
    this.#release(client);
  }

  async #run<Row>({ name, text, values }: { name: string; text: string; values: readonly unknown[] }, isLast: boolean): Promise<Row[]> {
    const isFirst = !this.#client;
    this.#client ??= this.#acquire();
    const client = await this.#client;
    const { connection: { stream } } = Object.assign(client as Client & { pipeline: boolean; connection: { stream: Writable } }, { pipeline: true }); // what is asked together is sent together: in one write
    stream.cork();
    const begun = isFirst ? [
      client.query(`begin isolation level ${this.#isolation}`), // where it fails, what follows has no tenant and finds nothing
      client.query({ ...(this.#keepsPlans ? settings.keepingPlans : settings.plain), values: [this.#tenants] }),
    ] : [];
    const answer = client.query<Row & object>({ name, text, values: values as unknown[] });
    const committed = isLast ? client.query('commit') : undefined; // where something before it has failed, it rolls back
    stream.uncork();
    await Promise.allSettled([...begun, answer, committed]);
    await Promise.all(begun);
    const { rows } = await answer;
    if (committed) {
      mustBeCommitted(await committed);
      this.#release(client);
    }
    return rows;
  }

  async #acquire(): Promise<Client> {
    const leave = await this.#admit?.();
    try {
      const client = await (this.#database.client as Knex.Client).acquireConnection() as Client;
      this.#leave = leave;
      return client;
    } catch (error) {
      leave?.();
      throw error;
    }
  }

  #release(client: Client): void {
    this.#client = undefined;
    void (this.#database.client as Knex.Client).releaseConnection(client);
    this.#leave?.();
    this.#leave = undefined;
  }
}

function mustBeCommitted({ command }: { command: string }): void {
  if (command !== 'COMMIT') throw new Error('The transaction had failed before it was committed');
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
