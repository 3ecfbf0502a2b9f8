import { connect, make, user } from './erp.js';

const provider = connect(document.createElement('corridor-provider'));
provider.append(make('call-history'), ...(user === 'ada' ? [make('call-figures')] : [])); // she is the administrator
document.querySelector('main').append(provider);
