import { askCorridor, countOf, format, make, nameOf, orders, showChat, statusTag, supplierOf, withCounts } from './erp.js';

const body = document.querySelector('#orders tbody');
const query = document.querySelector('#query');
const status = document.querySelector('#status');
const keys = {
  id: ({ id }) => id, supplier: (order) => supplierOf(order).name, buyer: ({ buyer }) => nameOf(buyer),
  ordered: ({ ordered }) => ordered, delivery: ({ delivery }) => delivery, status: (order) => order.status, total: ({ total }) => total,
};
let sorting = { key: 'id', direction: -1 };
/** Orders with a conversation that is asked for; undefined for all. */
let talked;

/** By what the ERP's back end has told Corridor of its orders. */
const talks = [['Late', { status: 'Late' }], ['Waiting for approval', { status: 'Waiting for approval' }], ['Over € 10,000', { amount: { above: 10_000 } }]];

const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b));
const cell = (className, ...content) => make('td', { className }, ...content);

function matches(order) {
  const text = [order.id, supplierOf(order).name, ...order.lines.map((line) => `${line.item} ${line.text}`)].join(' ').toLowerCase();
  return (!talked || talked.has(order.id)) && text.includes(query.value.trim().toLowerCase()) && (!status.value || order.status === status.value);
}

function show() {
  const { key, direction } = sorting;
  const shown = orders.filter(matches).sort((a, b) => direction * compare(keys[key](a), keys[key](b)));
  body.replaceChildren(...shown.map((order) => make('tr', {},
    cell('', make('a', { href: `/orders/${order.id}` }, order.id), countOf(order)), cell('', supplierOf(order).name), cell('wide', nameOf(order.buyer)),
    cell('wide', format.day(order.ordered)), cell('mid', format.day(order.delivery)), cell('', statusTag(order.status)), cell('number', format.money(order.total)))));
  if (!shown.length) body.append(make('tr', {}, make('td', { className: 'none', colSpan: 7 }, 'No order matches.')));
  document.querySelector('#count').textContent = `${shown.length} of ${orders.length}`;
}

/** A button that leaves the orders with such a conversation, and beside its name how much is said in them. */
function talkButton([name, metadata]) {
  const button = make('button', { type: 'button' }, name, countOf({ id: '*' }, metadata));
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', async () => {
    const isPressed = button.getAttribute('aria-pressed') === 'true';
    const { items } = isPressed ? {} : await askCorridor('/records/places', { record: { type: 'purchase-order', id: '*' }, subset: true, metadata, limit: 200 });
    talked = items && new Set(items.map(({ record }) => record.id));
    for (const other of document.querySelectorAll('.talks button')) other.setAttribute('aria-pressed', String(other === button && !isPressed));
    show();
  });
  return button;
}

status.append(...[...new Set(orders.map((order) => order.status))].map((name) => new Option(name, name)));
for (const button of document.querySelectorAll('[data-sort]')) {
  button.addEventListener('click', () => {
    const key = button.dataset.sort;
    sorting = { key, direction: sorting.key === key ? -sorting.direction : 1 };
    document.querySelector('th[aria-sort]').removeAttribute('aria-sort');
    button.closest('th').setAttribute('aria-sort', sorting.direction > 0 ? 'ascending' : 'descending');
    show();
  });
}
query.addEventListener('input', show);
status.addEventListener('change', show);
document.querySelector('#filter').addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
  event.preventDefault();
  query.focus();
});

const talkGroup = document.querySelector('.talks');
talkGroup.append(...talks.map(talkButton));
for (const part of [talkGroup, document.querySelector('.sheet')]) withCounts(part);
show();
showChat();
