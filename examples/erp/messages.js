import { connect, make } from './erp.js';

const app = connect(document.createElement('chat-app'));
app.append(make('b', { slot: 'heading' }, 'Norvik AS'));
document.querySelector('main').append(app);
