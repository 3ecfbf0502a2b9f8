import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import { ConfigError, type Config } from './config.ts';
import { connectionOf, migrate, migrationLock, roles, type DatabaseAddress, type DatabaseSource } from './database.ts';

const oldest = 150_000;
const invalidPassword = '28P01';

type Urls = Pick<Config, 'databaseUrl' | 'databaseAppUrl'>;

/** A PostgreSQL that is not ours: checks who we are in it, makes the serving role where it is missing, and migrates. */
export async function openExternal(config: Urls, log: Logger): Promise<DatabaseSource> {
  const address = await prepareExternal(config);
  await migrate(address);
  log.info({ host: address.host, database: address.database }, 'database ready');
  return { address };
}

/** The same without migrating. */
export async function prepareExternal(config: Urls): Promise<DatabaseAddress> {
  const address = addressOf(config.databaseUrl!, 'DATABASE_URL');
  const owner = await logIn(address, 'owner', 'DATABASE_URL');
  try {
    await checkOwner(owner);
    await owner.query('select pg_advisory_lock($1)', [migrationLock]); // two who grant at the same time are refused; `end` gives it back
    if (config.databaseAppUrl === undefined) address.app = await makeApp(owner, address);
    else {
      const app = addressOf(config.databaseAppUrl, 'DATABASE_APP_URL');
      if (app.database !== address.database) throw new ConfigError(`DATABASE_APP_URL: names the database ${app.database}, DATABASE_URL names ${address.database}; it must be the same one`);
      address.app = app.owner!;
    }
    await checkApp(address, config.databaseAppUrl === undefined ? 'DATABASE_URL' : 'DATABASE_APP_URL');
  } finally { await owner.end(); }
  return address;
}

/** Only looks whether its owner is let in; changes nothing. */
export async function reachExternal(config: Urls): Promise<DatabaseAddress> {
  const address = addressOf(config.databaseUrl!, 'DATABASE_URL');
  if (config.databaseAppUrl !== undefined) address.app = addressOf(config.databaseAppUrl, 'DATABASE_APP_URL').owner!;
  const owner = await logIn(address, 'owner', 'DATABASE_URL');
  await owner.end();
  return address;
}

/** Reads the certificates that the URL names, too. */
function addressOf(url: string, variable: string): DatabaseAddress {
  let client: pg.Client & { ssl?: NonNullable<DatabaseAddress['ssl']> };
  try { client = new pg.Client({ connectionString: url }); }
  catch (error) { throw new ConfigError(`${variable}: cannot be used as it is (${(error as Error).message}); check the files that its sslrootcert, sslcert and sslkey name`); }
  const { host, port, database, user, password, ssl } = client;
  return { host, port, database: database ?? '', ssl, owner: { user: user ?? '', password: password ?? undefined } };
}

const where = ({ host, port, database }: DatabaseAddress) => `${database} at ${host}:${port}`;

async function logIn(address: DatabaseAddress, role: 'owner' | 'app', variable: string): Promise<pg.Client> {
  const client = new pg.Client(connectionOf(address, role));
  client.on('error', () => undefined); // shows in the next query
  try { await client.connect(); } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('28')) throw error instanceof pg.DatabaseError && role === 'app' ? error : new ConfigError(`${variable}: PostgreSQL does not let ${address[role]!.user} in (${message}); check user and password`);
    if (code === '3D000') throw new ConfigError(`${variable}: the database ${address.database} does not exist; make it: create database ${pg.escapeIdentifier(address.database)} owner ${pg.escapeIdentifier(address.owner!.user)}`);
    throw new ConfigError(`${variable}: no PostgreSQL answers for ${where(address)} (${message || code}); check that it runs and may be reached from here`);
  }
  return client;
}

async function checkOwner(owner: pg.Client): Promise<void> {
  const { rows: [found] } = await owner.query<{ version: number; version_text: string; name: string; is_super: boolean; may_create: boolean; database: string }>(`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as version_text, current_user as name, rolsuper as is_super,
      has_schema_privilege('public', 'create') as may_create, current_database() as database
    from pg_roles where rolname = current_user`);
  const { version, version_text, name, is_super, may_create, database } = found!;
  if (version < oldest) throw new ConfigError(`DATABASE_URL: PostgreSQL ${version_text} is too old; Corridor needs 15 or later`);
  const id = pg.escapeIdentifier;
  if (is_super) {
    throw new ConfigError(`DATABASE_URL: ${name} is a superuser, whom row-level security does not bind; name an owner without that right: `
      + `create role corridor login createrole password '…'; alter database ${id(database)} owner to corridor`);
  }
  if (!may_create) throw new ConfigError(`DATABASE_URL: ${name} may not make tables in ${database}; let it own the database: alter database ${id(database)} owner to ${id(name)}`);
}

/** The serving role, with a password that every server with the owner's can work out. */
async function makeApp(owner: pg.Client, address: DatabaseAddress): Promise<NonNullable<DatabaseAddress['app']>> {
  const { user, password } = address.owner!;
  const app = { user: roles.app, password: password === undefined ? undefined : createHmac('sha256', password).update(`${roles.app} ${address.database}`).digest('base64url') };
  const { rows: [found] } = await owner.query<{ may_create: boolean; exists: boolean }>(`
    select rolcreaterole as may_create, exists (select from pg_roles where rolname = $1) as exists from pg_roles where rolname = current_user`, [app.user]);
  const secret = app.password === undefined ? 'null' : pg.escapeLiteral(scram(app.password));
  const byHand = `make a role by hand and name it in DATABASE_APP_URL: create role corridor_app login password '…'`;
  if (!found!.exists) {
    if (!found!.may_create) throw new ConfigError(`DATABASE_URL: ${user} may not make the role ${app.user}, which serves; allow it: alter role ${pg.escapeIdentifier(user)} createrole; or ${byHand}`);
    await owner.query(`create role ${app.user} login noinherit password ${secret}`).catch((error: { code?: string }) => {
      if (!['42710', '23505'].includes(error.code ?? '')) throw error; // another server has just made it
    });
  } else if (await isRefused(address, app)) {
    await owner.query(`alter role ${app.user} password ${secret}`).catch((cause: unknown) => {
      throw new ConfigError(`DATABASE_APP_URL: the role ${app.user} exists with a password of its own, and ${user} may not change it; give its URL in DATABASE_APP_URL`, String((cause as Error).message));
    });
  }
  await owner.query(`grant connect on database ${pg.escapeIdentifier(address.database)} to ${app.user}`);
  return app;
}

async function isRefused(address: DatabaseAddress, app: NonNullable<DatabaseAddress['app']>): Promise<boolean> {
  try {
    await (await logIn({ ...address, app }, 'app', 'DATABASE_URL')).end();
    return false;
  } catch (error) {
    if ((error as { code?: string }).code === invalidPassword) return true;
    if ((error as { code?: string }).code === '42501') return false; // may not connect yet
    throw error;
  }
}

async function checkApp(address: DatabaseAddress, variable: string): Promise<void> {
  const name = address.app!.user;
  if (name === address.owner!.user) throw new ConfigError(`${variable}: ${name} serves and owns the database; row-level security needs two roles`);
  let app: pg.Client;
  try { app = await logIn(address, 'app', variable); }
  catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${variable}: PostgreSQL does not let the serving role ${name} in (${(error as Error).message}); give one that may log in by DATABASE_APP_URL`);
  }
  try {
    const { rows: [found] } = await app.query<{ is_free: boolean; is_owner: boolean }>(`
      select rolsuper or rolbypassrls as is_free, pg_has_role(current_user, $1, 'member') as is_owner from pg_roles where rolname = current_user`, [address.owner!.user]);
    if (found!.is_free) throw new ConfigError(`${variable}: row-level security does not bind ${name}; take its rights: alter role ${pg.escapeIdentifier(name)} nosuperuser nobypassrls`);
    if (found!.is_owner) throw new ConfigError(`${variable}: ${name} is a member of the owner ${address.owner!.user}; revoke that, for it could switch row-level security off`);
  } finally { await app.end(); }
}

/** A password as PostgreSQL stores it (RFC 5803), so that its log never sees the password itself. */
function scram(password: string): string {
  const iterations = 4096, salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest();
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored.toString('base64')}:${key('Server Key').toString('base64')}`;
}
