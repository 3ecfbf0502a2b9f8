import type { Message } from '@corridor/sdk/protocol';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { MountDemo } from '../index.ts';
import type { RunAs } from './seed.ts';

interface Order { id: string; supplier: string; status: string; delivery: string; lines: { quantity: number; price: number }[] }
interface Question { type: string; action?: { id: string }; urls?: string[]; user: { id: string; name: string }; record?: { id: string } | null; records?: { id: string; audience?: string }[]; message?: { text: string } }

const tones: Record<string, string> = { 'Waiting for approval': 'warning', 'Partly delivered': 'warning', Approved: 'success', Delivered: 'success', Late: 'danger', Cancelled: 'danger', Rejected: 'danger' };
const largestBody = 256 * 1024;
const approvers = ['ada', 'chloe'], buyers = [...approvers, 'ben'];
const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });

interface DemoErp {
  /** Asks in an order's conversation; resolves to nothing where there is no such order, or it was decided. */
  askForApproval: (orderId: string, messageId?: string) => Promise<Message | undefined>;
  /** Orders as they stand, with what was decided in the chat. */
  ordersNow: () => Order[];
  /** Says of each order how it stands, so that its conversations are found by that; once for a database. */
  tellOrders: (runAs: RunAs) => Promise<void>;
}

/** What the back end of the demo's ERP does beside signing tokens: it answers Corridor's questions, asks for approvals in an order's conversation, and says how its orders stand. */
export async function mountHook({ router, tokens, keys, world, hookSecret, log }: Parameters<MountDemo>[0], folder: string, tenant: string): Promise<DemoErp> {
  const webhook = new Webhook(hookSecret);
  const read = async <T>(name: string) => JSON.parse(await readFile(path.join(folder, `${name}.json`), 'utf8')) as T[];
  const [orders, suppliers, people] = await Promise.all([read<Order>('orders'), read<{ id: string; name: string; contact: string }>('suppliers'), read<{ id: string; name: string }>('people')]);
  const decided = new Map<string, string>(), answered = new Map<string, object>();
  const tickets: { id: string; title: string; by: string }[] = [];
  const amountOf = ({ lines }: Order) => Math.round(lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0) * 100) / 100;
  const total = (order: Order) => money.format(amountOf(order));
  const supplierOf = ({ supplier }: Order) => suppliers.find(({ id }) => id === supplier)?.name ?? supplier;
  const statusOf = ({ id, status }: Order) => decided.get(id) ?? status;

  function act({ action, record, user }: Question): object | null {
    const order = orders.find(({ id }) => id === record?.id);
    if (!order || !action) return null;
    if (!approvers.includes(user.id)) return { status: 403, message: 'Ada Nilsen and Chloe Renard approve orders.' };
    if (statusOf(order) !== 'Waiting for approval') return { status: 409, message: `${order.id} is ${statusOf(order).toLowerCase()} already.` };
    decided.set(order.id, action.id === 'approve' ? 'Approved' : 'Rejected');
    tell(order).catch((error: unknown) => { log.warn({ err: error }, 'the demo could not tell how its order stands'); });
    return { outcome: statusOf(order) };
  }

  const cards = ({ urls = [] }: Question) => urls.flatMap((url) => {
    const order = orders.find(({ id }) => new URL(url).pathname === `/orders/${id}`), ticket = tickets.find(({ id }) => new URL(url).pathname === `/tickets/${id}`);
    if (ticket) return [{ url, title: `${ticket.id} · ${ticket.title}`, meta: `Ticket of ${ticket.by}`, status: { text: 'Open', tone: 'info' } }];
    return order ? [{
      url, title: `${order.id} · ${supplierOf(order)}`, meta: `${total(order)} · delivery on ${day.format(new Date(order.delivery))}`, status: { text: statusOf(order), tone: tones[statusOf(order)] ?? 'neutral' },
      actions: [{ label: 'Open order', url }],
    }] : [];
  });

  function makeTicket({ message, user }: Question): object {
    const ticket = { id: `T-${101 + tickets.length}`, title: message?.text.split('\n')[0]?.slice(0, 80) || 'Ticket', by: user.name };
    tickets.push(ticket);
    return { type: 'ticket', id: ticket.id, title: `${ticket.id} · ${ticket.title}`, url: `/tickets/${ticket.id}` };
  }

  /** Where Corridor asks (CORRIDOR_RECORD_ACCESS=host): purchasing and finance see all, others what is said among colleagues, a supplier what is said with it. */
  function maySee(userId: string, { id, audience = 'internal' }: { id: string; audience?: string }): boolean {
    if (buyers.includes(userId)) return true;
    const supplier = suppliers.find(({ contact }) => contact === people.find((person) => person.id === userId)?.name);
    return supplier ? audience === 'external' && orders.some((order) => order.id === id && order.supplier === supplier.id) : audience === 'internal';
  }

  function answer(question: Question): object | null {
    switch (question.type) {
      case 'action': return act(question);
      case 'unfurl': return { items: cards(question) };
      case 'create-record': return makeTicket(question);
      case 'authorize': return { allowed: (question.records ?? []).map((record) => maySee(question.user.id, record)) };
      default: return null;
    }
  }

  router.post('/demo/hook', async (context) => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of context.req as AsyncIterable<Buffer>) { if ((size += chunk.length) > largestBody) { context.status = 413; return; } chunks.push(chunk); }
    const id = String(context.get('webhook-id'));
    let question: Question;
    try { question = webhook.verify(Buffer.concat(chunks).toString(), context.headers as Record<string, string>) as Question; }
    catch { context.status = 401; return; }
    const { status = 200, ...body } = (answered.get(id) ?? answer(question) ?? { status: 501 }) as { status?: number };
    if (status === 200) answered.set(id, body); // a thing is done once for each id
    context.status = status;
    context.body = body;
  });

  router.get('/demo/tickets/:id', (context) => {
    const ticket = tickets.find(({ id }) => id === context.params.id);
    if (ticket) context.body = ticket; else context.status = 404;
  });

  let key: Promise<string> | undefined;
  /** An administrator of a real tenant makes one in advance; here it is made when it is first needed. */
  async function makeKey(): Promise<string> {
    const session = await tokens.open(await tokens.mint({ sub: 'ada', tenant, name: 'Ada Nilsen', roles: ['admin'] }));
    return (await world.dispatch(session, 'admin.createApiKey', { name: 'Norvik ERP' })).key;
  }

  const recordOf = (order: Order) => ({ type: 'purchase-order', id: order.id, title: `${order.id} · ${supplierOf(order)}`, url: `/orders/${order.id}` });

  async function tell(order: Order): Promise<void> {
    const session = await keys.open(await (key ??= makeKey()));
    const metadata = { status: statusOf(order), amount: amountOf(order), supplier: supplierOf(order), delivery: order.delivery };
    await world.dispatch(session, 'records.setMetadata', { record: recordOf(order), metadata });
  }

  async function tellOrders(runAs: RunAs): Promise<void> {
    const { metadata } = await runAs('ada', 'chat.openRecord', recordOf(orders.at(-1)!));
    if (!metadata) for (const order of orders) await tell(order);
  }

  async function askForApproval(orderId: string, messageId?: string): Promise<Message | undefined> {
    const order = orders.find(({ id }) => id === orderId);
    if (!order || statusOf(order) !== 'Waiting for approval') return undefined;
    const session = await keys.open(await (key ??= makeKey()));
    return world.dispatch(session, 'records.post', {
      record: recordOf(order),
      ...(messageId !== undefined && { id: messageId }),
      text: `${order.id} is waiting for approval: **${total(order)}**, delivery on ${day.format(new Date(order.delivery))}.`,
      actions: [{ id: 'approve', label: 'Approve', style: 'primary' }, { id: 'reject', label: 'Reject', style: 'danger' }],
    });
  }

  router.post('/demo/orders/:id/approval', async (context) => {
    const message = await askForApproval(context.params.id ?? '');
    if (message) context.body = { id: message.id }; else context.status = 409;
  });
  return { askForApproval, tellOrders, ordersNow: () => orders.map((order) => ({ ...order, status: statusOf(order) })) };
}
