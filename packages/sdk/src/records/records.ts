import { operations } from '../transport/operations.ts';

/** What becomes a record of the host, and what the host says of conversations and messages. */
export class Records extends operations('records', 'create', 'setMetadata', 'setChannelMetadata', 'setMessageMetadata') {}
