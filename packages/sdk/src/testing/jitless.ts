import { config } from 'zod';

// Before any schema is made: a page's strict CSP reports the attempt to compile one.
config({ jitless: true });
