import { connect, decide, format, make, nameOf, orders, showChat, statusTag, supplierOf, user } from './erp.js';

const number = decodeURIComponent(location.pathname.split('/').at(-1));
const order = orders.find(({ id }) => id === number);

/** The ERP's back end asks in the order's conversation, where Ada or Chloe answer. */
async function askForApproval({ target }) {
  target.disabled = true;
  const { ok } = await fetch(`/demo/orders/${encodeURIComponent(order.id)}/approval`, { method: 'POST' });
  target.textContent = ok ? 'Asked for approval' : 'Decided already';
}

/** Says which place of the order a cell shows, so that people can talk about just that. */
function placed(element, at, field) {
  element.dataset.corridorPlace = `line:${at + 1};field:${field}`;
  element.dataset.corridorPlaceTitle = `Line ${at + 1}, ${field}`;
  return element;
}

/** Pins on the places, with what is said there. */
function showPlaces() {
  const places = connect(document.createElement('record-places'));
  places.setAttribute('record-type', 'purchase-order');
  places.setAttribute('record-id', order.id);
  places.setAttribute('record-title', `${order.id} · ${supplierOf(order).name}`);
  places.setAttribute('record-url', `/orders/${order.id}`);
  document.querySelector('#lines').after(places);
}

/** What was attached in the order's conversation, for those who look at the order. */
function showFiles() {
  const files = connect(document.createElement('file-browser'));
  files.setAttribute('record-type', 'purchase-order');
  files.setAttribute('record-id', order.id);
  document.querySelector('#files').append(files);
}

/** Calls somebody, or those who know about the order. */
const callButton = (attributes) => {
  const button = connect(document.createElement('call-button'));
  for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
  return button;
};

function showOrder() {
  const supplier = supplierOf(order);
  document.querySelector('#status').replaceWith(statusTag(order.status));
  const facts = {
    Supplier: supplier.name, Buyer: make('span', { className: 'person' }, nameOf(order.buyer), order.buyer === user ? '' : callButton({ 'user-id': order.buyer })), Contact: supplier.contact, Ordered: format.day(order.ordered),
    Phone: supplier.phone, Delivery: format.day(order.delivery), Terms: supplier.terms, Total: make('b', {}, `€ ${format.money(order.total)}`),
  };
  document.querySelector('#facts').append(...Object.entries(facts).flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));

  const cell = (className, text) => make('td', { className }, text);
  document.querySelector('#lines tbody').append(...order.lines.map(({ item, text, quantity, unit, price }, at) => make('tr', {},
    cell('', item), cell('', text), placed(cell('number', `${format.count(quantity)} ${unit}`), at, 'quantity'), placed(cell('number mid', format.money(price)), at, 'price'),
    cell('number', format.money(quantity * price)))));
  const sum = (name, value) => make('tr', {},
    make('td'), make('td'), make('td', { className: 'number' }, name), make('td', { className: 'mid' }), make('td', { className: 'number' }, format.money(value)));
  document.querySelector('#lines tfoot').append(sum('Net', order.total), sum('VAT 25 %', order.total * 0.25), sum('Gross', order.total * 1.25));

  if (order.note) {
    document.querySelector('#note').hidden = false;
    document.querySelector('#note p').textContent = order.note;
  }
  const action = (name, className, onclick) => make('button', { type: 'button', className, onclick }, name);
  const actions = document.querySelector('#actions');
  if (order.status === 'Waiting for approval') actions.append(action('Approve', '', () => decide(order, 'Approved')));
  if (order.status === 'Waiting for approval') actions.append(action('Ask for approval', 'plain', askForApproval));
  if (order.status === 'Approved') actions.append(action('Send to supplier', '', () => decide(order, 'Sent')));
  actions.append(action('Print', 'plain', () => print()), callButton({ 'record-type': 'purchase-order', 'record-id': order.id, 'record-title': `${order.id} · ${supplierOf(order).name}`, 'record-url': `/orders/${order.id}` }));
}

document.querySelector('#number').textContent = number;
document.querySelector('#title').textContent = order ? `Purchase order ${number}` : 'No such order';
document.title = `${number} · Norvik ERP`;
if (order) { showOrder(); showPlaces(); showFiles(); }
else for (const part of document.querySelectorAll('main section, #status')) part.remove();
showChat(order);
