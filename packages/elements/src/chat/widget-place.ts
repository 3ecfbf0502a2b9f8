import type { HostRecord } from '@corridor/sdk';

/** Where somebody is in the widget. */
export interface WidgetPlace {
  /** Who; empty until that is known. */
  owner: string;
  isOpen: boolean;
  /** `record` is the conversation of whatever record the page shows. */
  view: 'list' | 'record' | 'conversation';
  /** The conversation on show. */
  channelId: string;
  /** The record that it belongs to: the next page may have none. */
  record: HostRecord | undefined;
}

const keyOf = (server: string): string => `corridor:widget:${server}`;

/** The place that was left on the page before, in this tab. */
export function loadPlace(server: string): WidgetPlace | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(server)) ?? 'null') as Partial<WidgetPlace> | null;
    if (!kept) return undefined;
    const view = kept.view === 'record' || kept.view === 'conversation' ? kept.view : 'list';
    return { owner: String(kept.owner ?? ''), isOpen: kept.isOpen === true, view, channelId: typeof kept.channelId === 'string' ? kept.channelId : '', record: kept.record };
  } catch {
    return undefined; // no storage, or somebody else's value in it
  }
}

export function savePlace(server: string, place: WidgetPlace): void {
  try {
    sessionStorage.setItem(keyOf(server), JSON.stringify(place));
  } catch {
    // A sandboxed page has no storage; the place lasts as long as the page.
  }
}
