import type { Corridor, MyChannel, RecordCount } from '@corridor/sdk';
import { placeKey } from './record-places.targets.ts';

/** What is said at one place, in all its conversations. */
export interface Said { total: number; unread: number; channels: readonly MyChannel[] }

const mostPages = 5, pageSize = 200;

/** The conversations at the places of one record, read anew whenever its numbers change. */
export class PlaceConversations {
  /** By the place's key; undefined until they are known. */
  known: ReadonlyMap<string, Said> | undefined;
  readonly #onChange: () => void;
  #corridor: Corridor | undefined;
  #key = '';
  #stop: (() => void) | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Follows this record and lets go of another one; nothing wanted lets go of all. */
  want(corridor: Corridor | undefined, type: string, id: string): void {
    const key = corridor && type && id ? JSON.stringify([type, id]) : '';
    if (key === this.#key && corridor === this.#corridor) return;
    this.#stop?.();
    this.#stop = this.known = undefined;
    this.#key = key;
    this.#corridor = corridor;
    if (!corridor || !key) return;
    let before = '';
    this.#stop = corridor.chat.counts([{ type, id }], { subset: true }).subscribe((counts: readonly (RecordCount | undefined)[]) => {
      const now = counts[0] ? JSON.stringify(counts) : '';
      if (now && now !== before) void this.#read(corridor, type, id);
      before = now;
    });
  }

  async #read(corridor: Corridor, type: string, id: string): Promise<void> {
    const key = this.#key, said = new Map<string, Said>();
    let cursor: string | undefined;
    try {
      for (let page = 0; page < mostPages; page++) {
        const { items, next } = await corridor.chat.places({ record: { type, id }, subset: true, limit: pageSize, ...(cursor && { cursor }) });
        for (const channel of items) {
          if (!channel.record?.place) continue;
          const at = placeKey(channel.record.place), { total = 0, unread = 0, channels = [] } = said.get(at) ?? {};
          said.set(at, { total: total + channel.lastSeq, unread: unread + (channel.membership?.unread ?? 0), channels: [...channels, channel] });
        }
        if (!next) break;
        cursor = next;
      }
    } catch {
      return; // what is known stays; the next change asks again
    }
    if (key !== this.#key || corridor !== this.#corridor) return;
    this.known = said;
    this.#onChange();
  }
}
