import type { Input, OperationName, Output } from '@corridor/sdk/protocol';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CallError } from '../errors.ts';
import type { MountDemo } from '../index.ts';
import { mountHook } from './demo.hook.ts';
import { seedConversations } from './seed.ts';

interface DemoPerson { id: string; name: string }

const tenant = 'acme';
/** Strict on purpose: the elements must hold under it. Some browsers do not count WebSockets to 'self'. */
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";
const types: Record<string, string> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };

/** The folder of the demo's pages, in the repository above this file. */
function findPages(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'examples/erp'))) {
    if (folder === path.dirname(folder)) throw new CallError('not-found', 'CORRIDOR_DEMO=1: examples/erp is not here; the demo runs in a clone of the repository');
    folder = path.dirname(folder);
  }
  return path.join(folder, 'examples/erp');
}

/** Adds a host to the server: the pages of an ERP, its token endpoint, and people who have talked already. */
export const mountDemo: MountDemo = async (surroundings) => {
  const { router, tokens, world, database, log } = surroundings;
  const folder = findPages();
  const files = await readdir(folder);
  const people = JSON.parse(await readFile(path.join(folder, 'people.json'), 'utf8')) as DemoPerson[];

  const claimsOf = (user: string, of: string) => {
    const person = people.find(({ id }) => id === user);
    if (!person) throw new CallError('not-found', `The demo has no such user; try ${people.map(({ id }) => id).join(', ')}`);
    return { sub: person.id, tenant: of, name: person.name, roles: person.id === 'ada' ? ['admin'] : [] };
  };

  /** What a host's back end does for its signed-in user; the demo asks nobody for a password. */
  router.get('/demo/token', async (context) => {
    const { user = 'ada', tenant: of = tenant } = context.query;
    if (typeof user !== 'string' || typeof of !== 'string' || !of || of.length > 320) throw new CallError('invalid-input', 'One user and one tenant');
    context.set('Cache-Control', 'no-store');
    context.body = { token: await tokens.mint(claimsOf(user, of)) };
  });

  const show = (route: string, file: string) => router.get(route, async (context) => {
    context.set('Content-Security-Policy', contentSecurityPolicy);
    context.set('Cache-Control', 'no-cache');
    context.type = types[path.extname(file)] ?? 'application/octet-stream';
    context.body = await readFile(path.join(folder, file));
  });
  show('/', 'index.html');
  show('/orders', 'orders.html');
  show('/orders/:number', 'order.html');
  show('/suppliers', 'suppliers.html');
  show('/messages', 'messages.html');
  show('/tickets/:number', 'ticket.html');
  const { tellOrders } = await mountHook(surroundings, folder, tenant);
  for (const file of files) if (path.extname(file) !== '.html') show(`/${file}`, file);

  async function runAs<N extends OperationName>(user: string, name: N, input: Input<N>): Promise<Output<N>> {
    const session = await tokens.open(await tokens.mint(claimsOf(user, tenant)));
    return world.dispatch(session, name, input);
  }
  for (const { id } of people) await runAs(id, 'session.me', {}); // so that nobody begins as a placeholder
  await seedConversations(tenant, runAs, database);
  await tellOrders();
  log.info({ pages: folder }, 'demo host is mounted');
};
