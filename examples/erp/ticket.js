import { connect, make } from './erp.js';

const id = decodeURIComponent(location.pathname.split('/').at(-1));
const answer = await fetch(`/demo/tickets/${encodeURIComponent(id)}`);
const ticket = answer.ok ? await answer.json() : undefined;
document.title = `${id} · Norvik ERP`;
document.querySelector('#title').textContent = ticket ? `${id} · ${ticket.title}` : 'No such ticket';
if (ticket) document.querySelector('#facts').append(make('dt', {}, 'Asked for by'), make('dd', {}, ticket.by));

const widget = connect(document.createElement('chat-widget'));
widget.setAttribute('app-url', '/messages');
if (ticket) for (const [name, value] of Object.entries({ type: 'ticket', id, title: `${id} · ${ticket.title}`, url: location.pathname })) widget.setAttribute(`record-${name}`, value);
document.body.append(widget);
