import type { EventName, Permission } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Audience, Call, Connection, Publication, Services, Session } from './call.ts';
import type { Publish } from './publish.ts';
import { Transaction } from './transaction.ts';

/** Of one run: who asks, over what, and with what permissions. */
export interface Asked {
  session: Session;
  connection?: Connection | undefined;
  granted: ReadonlySet<Permission>;
  mint: () => string;
}

/** A call that its dispatch ends. */
export interface Run extends Call {
  /** Commits what was asked last, and tells nothing yet. */
  end(): Promise<void>;
  /** Tells what has been published since it was last told. */
  tell(): void;
  rollback(): Promise<void>;
}

interface Surroundings { services: Services; database: Knex; publish: Publish; tenantsOf: (session: Session) => readonly string[]; admit: (session: Session) => () => Promise<() => void> }

/** Makes runs. Thousands a second begin and end, so all that they have in common, the services too, stands on their prototype. */
export function createRuns({ services, database, publish, tenantsOf, admit }: Surroundings): (asked: Asked) => Run {
  class OneRun {
    readonly session: Session;
    readonly connection: Connection | undefined;
    readonly #granted: ReadonlySet<Permission>;
    readonly #mint: () => string;
    readonly #transaction: Transaction;
    #publications: Publication[] | undefined;
    #after: (() => void)[] | undefined;

    constructor({ session, connection, granted, mint }: Asked) {
      this.session = session;
      this.connection = connection;
      this.#granted = granted;
      this.#mint = mint;
      this.#transaction = new Transaction(database, tenantsOf(session), admit(session));
    }

    can(permission: Permission): boolean { return this.#granted.has(permission); }
    get mintedId(): string { return this.#mint(); }
    query<Row>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]> { return this.#transaction.query(name, sql, values); }
    snapshot(): void { this.#transaction.snapshot(); }
    keepPlans(): void { this.#transaction.keepPlans(); }

    end(): Promise<void> { return this.#transaction.commit(); }
    rollback(): Promise<void> { return this.#transaction.rollback(); }

    async commit(): Promise<void> {
      await this.end();
      this.tell();
    }

    async undo(): Promise<void> {
      this.#publications = this.#after = undefined;
      await this.rollback();
    }

    publish(audience: Audience, name: EventName, payload: unknown): void { this.#note({ audience, name, payload }); }
    join(users: readonly string[], channel: string): void { this.#note({ join: channel, users }); }
    leave(users: readonly string[], channel: string, isHidden: boolean): void { this.#note({ leave: channel, users, isHidden }); }
    hide(channel: string, users: readonly string[]): void { this.#note({ hide: channel, users }); }
    silence(participantIds: readonly string[]): void { this.#note({ silence: participantIds }); }
    afterCommit(later: () => void): void { (this.#after ??= []).push(later); }

    tell(): void {
      const publications = this.#publications, after = this.#after;
      this.#publications = this.#after = undefined;
      if (publications) publish(this.session.tenant, publications);
      if (after) for (const later of after) later();
    }

    #note(publication: Publication): void { (this.#publications ??= []).push(publication); }
  }
  Object.assign(OneRun.prototype, services);
  return (asked) => new OneRun(asked) as OneRun & Services;
}
