import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { CORRIDOR_URL, CORRIDOR_API_KEY, CORRIDOR_HOST_SECRET, PORT } = process.env;
const order = { id: 'PO-1042', supplier: 'Halden Steel AS', status: 'Waiting for approval' };
const record = { type: 'purchase-order', id: order.id, title: `${order.id} · ${order.supplier}`, url: `/orders/${order.id}` };

/** Says something in the conversation of a record. The same id says it once. */
async function post(id, text, actions = []) {
  const answer = await fetch(`${CORRIDOR_URL}/api/v1/records/messages`, {
    method: 'POST', body: JSON.stringify({ record, id, text, actions }),
    headers: { authorization: `Bearer ${CORRIDOR_API_KEY}`, 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** What Corridor asks, by type; null is a "no such thing here". */
const answers = {
  action({ action, user }) {
    if (!user.roles.includes('buyer')) return { status: 403, message: 'Buyers approve orders.' };
    if (order.status !== 'Waiting for approval') return { status: 409, message: `It is ${order.status.toLowerCase()} already.` };
    order.status = action.id === 'approve' ? 'Approved' : 'Rejected';
    return { outcome: order.status };
  },
  unfurl: ({ urls }) => ({
    items: urls.filter((url) => url.endsWith(record.url)).map((url) => ({ url, title: record.title, meta: 'Delivery on 12 December', status: { text: order.status } })),
  }),
  'create-record': ({ message }) => ({ type: 'ticket', id: 'T-1', title: message.text.slice(0, 80), url: '/tickets/T-1' }),
};

const webhook = new Webhook(CORRIDOR_HOST_SECRET);
createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  let question;
  try { question = webhook.verify(body, request.headers); } catch { return response.writeHead(401).end(); }
  const { status = 200, ...answer } = answers[question.type]?.(question) ?? { status: 501 };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}).listen(PORT);

await post('0192f0c4-0000-7000-8000-000000001042', `${order.id} is waiting for approval: **€ 48,250**.`, [
  { id: 'approve', label: 'Approve', style: 'primary' }, { id: 'reject', label: 'Reject', style: 'danger' },
]);
