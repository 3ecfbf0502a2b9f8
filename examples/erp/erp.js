// What every page of Norvik ERP shares: its data, the signed-in user, and the chat widget in the corner.

const load = async (name) => (await fetch(`/${name}.json`)).json();
export const [orders, suppliers, people] = await Promise.all(['orders', 'suppliers', 'people'].map(load));

const wished = new URLSearchParams(location.search);
const kept = (key, preset) => {
  if (wished.has(key)) sessionStorage.setItem(`norvik-${key}`, wished.get(key));
  return sessionStorage.getItem(`norvik-${key}`) ?? preset;
};

/** Who uses this tab. A real ERP knows it from its own session; here it is chosen, or given as `?user=ben`. */
export const user = kept('user', 'ada');
const tenant = kept('tenant', 'acme');
if (wished.has('user') || wished.has('tenant')) { // not in the address, so that a link which is passed on makes nobody somebody else
  for (const key of ['user', 'tenant']) wished.delete(key);
  history.replaceState(history.state, '', `${location.pathname}${wished.size ? `?${wished}` : ''}${location.hash}`);
}

for (const order of orders) {
  order.status = sessionStorage.getItem(`norvik-status-${order.id}`) ?? order.status;
  order.total = order.lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
}

/** A decision on an order lasts as long as the tab: the demo has no database of its own. */
export function decide(order, status) {
  sessionStorage.setItem(`norvik-status-${order.id}`, status);
  location.reload();
}

const money2 = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = new Intl.NumberFormat('en-GB');
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
export const format = { money: (value) => money2.format(value), count: (value) => count.format(value), day: (date) => day.format(new Date(`${date}T12:00`)) };

const tones = { 'Waiting for approval': 'wait', 'Partly delivered': 'wait', Approved: 'good', Delivered: 'good', Late: 'bad', Cancelled: 'bad' };
export const toneOf = (status) => tones[status] ?? 'plain';
export const isOpen = ({ status }) => status !== 'Delivered' && status !== 'Cancelled';
export const nameOf = (id) => people.find((person) => person.id === id)?.name ?? id;
export const supplierOf = (order) => suppliers.find(({ id }) => id === order.supplier);

/** Makes an element: properties, then children. Text stays text. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function statusTag(status) {
  const tag = make('span', { className: 'status' }, status);
  tag.dataset.tone = toneOf(status);
  return tag;
}

/** Tells an element of Corridor where its server is, and who mints tokens for the signed-in user. */
export function connect(element) {
  element.setAttribute('server', location.origin);
  element.setAttribute('token-url', `/demo/token?${new URLSearchParams({ user, tenant })}`);
  element.setAttribute('record-action', 'Create ticket');
  return element;
}

/** Asks Corridor's REST interface as the signed-in user. */
export async function askCorridor(path, body) {
  const { token } = await (await fetch(`/demo/token?${new URLSearchParams({ user, tenant })}`)).json();
  const answer = await fetch(`/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** What is said about an order, or about all (`*`) of which the back end says something, kept up to date by Corridor. */
export function countOf({ id }, metadata) {
  const count = make('record-count', { metadata });
  count.setAttribute('record-type', 'purchase-order');
  count.setAttribute('record-id', id);
  return count;
}

/** Gives all counts in a part of the page one connection. */
export function withCounts(part) {
  const provider = connect(document.createElement('corridor-provider'));
  part.replaceWith(provider);
  provider.append(part);
}

/** Puts the chat in the corner, bound to an order where the page shows one. */
export function showChat(order) {
  const widget = connect(document.createElement('chat-widget'));
  widget.setAttribute('app-url', '/messages');
  if (order) {
    widget.setAttribute('record-type', 'purchase-order');
    widget.setAttribute('record-id', order.id);
    widget.setAttribute('record-title', `${order.id} · ${supplierOf(order).name}`);
    widget.setAttribute('record-url', `/orders/${order.id}`);
    widget.setAttribute('record-audiences', 'internal,external:With supplier');
    widget.append(Object.assign(statusTag(order.status), { slot: 'status' }));
  }
  document.body.append(widget);
}

const chooser = document.querySelector('#user');
chooser.append(...people.map(({ id, name }) => new Option(name, id, false, id === user)));
chooser.addEventListener('change', () => {
  sessionStorage.clear(); // as signing out would: nothing of one person is left to the next
  sessionStorage.setItem('norvik-user', chooser.value);
  sessionStorage.setItem('norvik-tenant', tenant);
  location.reload();
});
