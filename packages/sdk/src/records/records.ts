import { operations } from '../transport/operations.ts';

/** What becomes a record of the host. */
export class Records extends operations('records', 'create') {}
