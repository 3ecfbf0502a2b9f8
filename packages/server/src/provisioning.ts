import type { Person } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import { storePerson } from './provisioning.queries.ts';
import { inTransaction } from './transaction.ts';

/** What a token says of its user. */
export interface TokenPerson {
  readonly tenant: string; readonly user: string; readonly name: string; readonly avatar: string | null;
  readonly roles: readonly string[]; readonly groups: readonly string[];
}

const mostRemembered = 20_000;
const rememberedForMs = 24 * 3600_000;

/**
 * Stores a tenant and its user at first sight, and again when their token says something new. What was stored a moment ago is
 * remembered, so a known user costs no query; calls that come together share one.
 */
export function createProvisioning(database: Knex, onPerson: (tenant: string, person: Person) => void): (person: TokenPerson) => Promise<void> {
  const remembered = new Map<string, { said: string; until: number; stored: Promise<void> }>();

  async function store(person: TokenPerson): Promise<void> {
    const { isNews } = await inTransaction(database, [person.tenant], (transaction) => storePerson(transaction, person));
    if (isNews) onPerson(person.tenant, { id: person.user, name: person.name, avatar: person.avatar, isPlaceholder: false });
  }

  return (person) => {
    const key = JSON.stringify([person.tenant, person.user]);
    const said = JSON.stringify([person.name, person.avatar, person.roles, person.groups]);
    const known = remembered.get(key);
    if (known?.said === said && known.until > Date.now()) return known.stored;
    const stored = store(person);
    const entry = { said, until: Date.now() + rememberedForMs, stored };
    remembered.delete(key);
    remembered.set(key, entry);
    if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!);
    stored.catch(() => { if (remembered.get(key) === entry) remembered.delete(key); });
    return stored;
  };
}
