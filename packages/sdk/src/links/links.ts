import { operations } from '../transport/operations.ts';

/** What links lead to: records of the host, and pages. */
export class Links extends operations('links', 'preview') {}
