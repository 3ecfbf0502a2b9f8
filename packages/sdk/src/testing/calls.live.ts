import { isLive } from '../protocol/calls.states.ts';
import type { CallRow } from './calls.ts';
import type { Tenant } from './tenant.ts';

/** The call that is on in a conversation. */
export const liveCallOf = ({ calls }: Tenant, channelId: string): CallRow | undefined => [...calls.values()].find((row) => row.channelId === channelId && isLive(row.state));
