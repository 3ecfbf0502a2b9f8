import type { Person } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import { createHash } from 'node:crypto';
import { issuedAtOf, storePersons, type TokenPerson } from './provisioning.queries.ts';
import { storeClaims } from './record-access.queries.ts';
import { together } from './together.ts';
import { inTransaction } from './transaction.ts';

const mostRemembered = 20_000;
const rememberedForMs = 24 * 3600_000;

export interface Provisioning {
  (person: TokenPerson): Promise<void>;
  /** Another server process has stored what a token says of somebody, here as a digest: what is remembered here is old where it is something else. Without a name: of anybody. */
  forget(tenant?: string, user?: string, said?: string): void;
}

interface Surroundings {
  database: Knex;
  onStored: (tenant: string, user: string, said: string) => void;
  onPerson: (tenant: string, person: Person) => void;
  onAccess: ((tenant: string, user: string) => void) | undefined;
}

/**
 * Stores a tenant and its user at first sight, and again when their token says something new. What was stored a moment ago is
 * remembered, so a known user costs no query; calls that come together share one. With `onAccess` the records that tokens name are stored, too:
 * the newest token counts, by when it was issued.
 */
export function createProvisioning({ database, onStored, onPerson, onAccess }: Surroundings): Provisioning {
  /** `isNewest`: no newer token had said anything else when this one was stored. */
  const remembered = new Map<string, { said: string; until: number; issuedAt: number; isNewest: boolean; stored: Promise<void> }>();

  const keyOf = (tenant: string, user: string) => JSON.stringify([tenant, user]);
  const storeOne = together<TokenPerson, { isNews: boolean }>(
    (persons) => inTransaction(database, [...new Set(persons.map(({ tenant }) => tenant))], (transaction) => storePersons(transaction, persons)), ({ tenant, user }) => keyOf(tenant, user));

  const digestOf = ({ name, avatar, roles, groups, records = [] }: TokenPerson) => createHash('sha256').update(JSON.stringify([name, avatar, roles, groups, records])).digest('base64');

  async function store(person: TokenPerson, said: string, isNewest: boolean): Promise<void> {
    const { isNews } = onAccess && isNewest ? await inTransaction(database, [person.tenant], async (transaction) => {
      const [stored] = await storePersons(transaction, [person]);
      await storeClaims(transaction, person.tenant, person.user, person.records ?? [], issuedAtOf(person));
      return stored!;
    }) : await storeOne(person);
    onStored(person.tenant, person.user, said);
    onAccess?.(person.tenant, person.user);
    if (isNews) onPerson(person.tenant, { id: person.user, name: person.name, avatar: person.avatar, isPlaceholder: false });
  }

  const provision = (person: TokenPerson): Promise<void> => {
    const key = keyOf(person.tenant, person.user);
    const said = digestOf(person), issuedAt = issuedAtOf(person);
    const known = remembered.get(key);
    const newest = Math.max(issuedAt, known?.issuedAt ?? 0);
    if (known?.said === said && known.until > Date.now() && (known.isNewest || issuedAt <= known.issuedAt)) {
      known.issuedAt = newest;
      return known.stored;
    }
    const isNewest = issuedAt >= newest, stored = store(person, said, isNewest);
    const entry = { said, until: Date.now() + rememberedForMs, issuedAt: newest, isNewest, stored };
    remembered.delete(key);
    remembered.set(key, entry);
    if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!);
    stored.catch(() => { if (remembered.get(key) === entry) remembered.delete(key); });
    return stored;
  };
  return Object.assign(provision, {
    forget(tenant?: string, user?: string, said?: string) {
      if (tenant === undefined || user === undefined) remembered.clear();
      else if (remembered.get(keyOf(tenant, user))?.said !== said) remembered.delete(keyOf(tenant, user)); // the same again and again would be stored by turns
    },
  });
}
