import { format, isOpen, make, orders, showChat, suppliers } from './erp.js';

const cell = (className, ...content) => make('td', { className }, ...content);
const openOf = ({ id }) => orders.filter((order) => order.supplier === id && isOpen(order)).length;

document.querySelector('#suppliers tbody').append(...suppliers.map((supplier) => make('tr', {},
  cell('', supplier.name, make('br'), supplier.place), cell('mid', supplier.contact, make('br'), supplier.phone), cell('wide', supplier.terms),
  cell('number wide', `${supplier.leadDays} days`), cell('number mid', supplier.rating.toFixed(1)), cell('number', format.count(openOf(supplier))))));

showChat();
