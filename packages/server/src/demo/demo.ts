import type { Input, OperationName, Output } from '@corridor/sdk/protocol';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CallError } from '../errors.ts';
import type { MountDemo } from '../index.ts';
import type { DemoFile } from './conversations.types.ts';
import { uploadDemoFile } from './demo.files.ts';
import { mountHook } from './demo.hook.ts';
import { seedConversations } from './seed.ts';

interface DemoPerson { id: string; name: string }

const tenant = 'acme';
/** Strict on purpose: the elements must hold under it. Effects of calls are WebAssembly. Some browsers do not count WebSockets to 'self'. */
const contentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";
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
  const { router, tokens, world, database, config, log } = surroundings;
  const folder = findPages();
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
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

  const { askForApproval, ordersNow, tellOrders } = await mountHook(surroundings, folder, tenant);
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  const show = (route: string, file: string, body: () => Promise<string> = () => read(file)) => router.get(route, async (context) => {
    context.set('Content-Security-Policy', contentSecurityPolicy);
    context.set('Cache-Control', 'no-cache');
    context.type = types[path.extname(file)] ?? 'application/octet-stream';
    context.body = await body();
  });
  /** A page's own part, inside of what all pages have, with its module marked in the bar. */
  const showPage = (route: string, file: string) => {
    const module = `<a href="/${route.split('/')[1]}"`;
    show(route, file, async () => {
      const [shell, page] = await Promise.all([read('shell.html'), read(file)]), at = page.indexOf('<main');
      return shell.replace('<!-- head -->', () => page.slice(0, at).trimEnd().replaceAll('\n', '\n  ')).replace('<!-- main -->', () => page.slice(at).trimEnd()).replace(module, `${module} aria-current="page"`);
    });
  };
  showPage('/', 'index.html');
  showPage('/orders', 'orders.html');
  showPage('/orders/:number', 'order.html');
  showPage('/suppliers', 'suppliers.html');
  showPage('/messages', 'messages.html');
  showPage('/calls', 'calls.html');
  showPage('/tickets/:number', 'ticket.html');
  show('/orders.json', 'orders.json', () => Promise.resolve(JSON.stringify(ordersNow())));
  for (const file of files) if (!['.html', '.json'].includes(path.extname(file))) show(`/${file}`, file);
  for (const file of ['people.json', 'suppliers.json']) show(`/${file}`, file);

  const sessionOf = async (user: string) => tokens.open(await tokens.mint({ ...claimsOf(user, tenant), records: ['purchase-order:*'] })); // the ERP cannot be asked yet who sees what
  async function runAs<N extends OperationName>(user: string, name: N, input: Input<N>): Promise<Output<N>> {
    return world.dispatch(await sessionOf(user), name, input);
  }
  const putFile = async (user: string, id: string, file: DemoFile) => uploadDemoFile(world, await sessionOf(user), path.join(folder, 'attachments'), id, file);
  for (const { id } of people) await runAs(id, 'session.me', {}); // so that nobody begins as a placeholder
  await seedConversations({ tenant, runAs, database, askForApproval, putFile, ordersUrl: `http://localhost:${config.port}/orders/` });
  await tellOrders(runAs);
  log.info({ pages: folder }, 'demo host is mounted');
};
