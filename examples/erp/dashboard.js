import { countOf, format, isOpen, make, nameOf, orders, showChat, supplierOf, withCounts } from './erp.js';

const open = orders.filter(isOpen);
const waiting = open.filter(({ status }) => status === 'Waiting for approval');
const sum = (list) => `€ ${format.count(Math.round(list.reduce((total, order) => total + order.total, 0)))}`;

const figures = [
  ['Open orders', open.length],
  ['Open value', sum(open)],
  ['Waiting for approval', sum(waiting)],
  ['Late', open.filter(({ status }) => status === 'Late').length],
];
document.querySelector('#figures').append(...figures.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, `${value}`))));

const row = (order, first, second) => make('li', {},
  make('span', {}, make('a', { href: `/orders/${order.id}` }, order.id), countOf(order)), make('b', {}, first), make('small', {}, supplierOf(order).name), make('small', {}, second));

document.querySelector('#waiting-list').append(...waiting.map((order) => row(order, `€ ${format.money(order.total)}`, nameOf(order.buyer))));
const due = open.filter(({ status }) => status !== 'Draft').sort((a, b) => a.delivery.localeCompare(b.delivery)).slice(0, 5);
document.querySelector('#due-list').append(...due.map((order) => row(order, format.day(order.delivery), order.status)));

withCounts(document.querySelector('.columns'));
showChat();
