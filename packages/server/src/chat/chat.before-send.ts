import { type Card, type HostRecord } from '@corridor/sdk/protocol';
import { z } from 'zod';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { hostUser } from '../host.ts';

const patienceMs = 2000;
const Answer = z.object({ text: z.string().max(20_000).refine((text) => text.trim() !== '' && !text.includes('\u0000') && text.isWellFormed()).optional() });

interface Draft { id: string; channelId: string; text: string; card?: Card | undefined; record?: HostRecord | undefined; threadOf?: string | undefined }

/** Who waits for the host's answer to what somebody said before in the same conversation. */
const lines = new Map<string, Promise<unknown>>();

/** Where the host is down, what waits behind is not stored either: it would overtake. */
function goOn(error: unknown): void {
  if (error instanceof CallError && error.code === 'unavailable') throw error;
}

/**
 * The text as the host wants it, where it wants to be asked before messages are stored; `forbidden` in its words where it refuses. Where it is down nothing is
 * stored: `unavailable`, which clients try again by themselves. What one person says in a conversation is asked in turn, so that its order stays.
 */
export async function beforeSend(call: Call, { text, card, ...draft }: Draft, isEdit = false): Promise<string> {
  const { host, session } = call;
  if (!host || card?.type === 'notice') return text;
  const key = JSON.stringify([session.tenant, session.user, draft.channelId]);
  const asked = (lines.get(key) ?? Promise.resolve()).catch(goOn).then(() => host.ask({
    type: 'before-send', tenant: session.tenant, user: hostUser(session), isEdit, message: { ...draft, text, ...(card ? { card } : {}) },
  }, Answer, { timeoutMs: patienceMs, ...(isEdit ? {} : { id: draft.id }) }));
  lines.set(key, asked);
  try { return (await asked)?.text ?? text; }
  finally { if (lines.get(key) === asked) lines.delete(key); }
}
