/** Milliseconds to wait before attempt number `attempt` (from 0): doubling from a second to half a minute, spread so that clients do not return as one. */
export const backoff = (attempt: number): number => Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2);
