import type { Corridor, VoiceOfChannel } from '@corridor/sdk';
import { atom, type WritableAtom } from 'nanostores';

const freshMs = 60_000;
interface Known { store: ReturnType<typeof atom<VoiceOfChannel | undefined>>; askedAt: number }
const known = new WeakMap<Corridor, Map<string, Known>>();

/** What I may do with voice in a channel; undefined until the server has said so. Asked for all elements together, and again after a minute; whoever changes them puts them in. */
export function voiceRules(corridor: Corridor, channelId: string): WritableAtom<VoiceOfChannel | undefined> {
  let channels = known.get(corridor);
  if (!channels) known.set(corridor, (channels = new Map<string, Known>()));
  let entry = channels.get(channelId);
  if (!entry) channels.set(channelId, (entry = { store: atom<VoiceOfChannel | undefined>(undefined), askedAt: 0 }));
  if (corridor.connection.get() === 'online' && Date.now() - entry.askedAt > freshMs) {
    const { store } = entry, asked = entry;
    entry.askedAt = Date.now();
    corridor.voice.channel({ channelId }).then((rules) => store.set(rules), () => { asked.askedAt = 0; });
  }
  return entry.store;
}
