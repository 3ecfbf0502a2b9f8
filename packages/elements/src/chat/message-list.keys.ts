// Walking through messages by key. Loaded when the focus comes into a list for the first time.
import type { Message } from '@corridor/sdk';
import { askForDate } from './jump-to-date.open.ts';
import type { ScrollAnchor } from './message-list.anchor.ts';
import type { MessageList } from './message-list.ts';
import type { MessageRow } from './message-row.ts';

/** What the keys need to know of a list, and to have it do. */
export interface Walked {
  readonly messages: readonly Message[];
  readonly rows: readonly MessageRow[];
  readonly anchor: ScrollAnchor | undefined;
  /** Index behind the last message with a row. */
  readonly end: number;
  /** The message under the line "New". */
  readonly newSeq: number | undefined;
  /** Id of the message that had the focus last. */
  readonly lastId: string | undefined;
  /** Gives the focus to the message at an index, whose row may have to be made. */
  reach(index: number): Promise<void>;
  jumpToNewest(): Promise<void>;
}

/** How much of a page stays in view when the next one comes. */
const overlap = 0.1;

/** The Tab key leads to what is on the screen, and moves nothing: where it was, else to the first new message that I have not answered, else to the newest. */
export function enter({ rows, anchor, newSeq, lastId }: Walked): void {
  const inView = anchor?.inView() as MessageRow[] | undefined;
  if (!inView) return;
  const isAnswered = rows.at(-1)?.isMine;
  const row = inView.find(({ message }) => message.id === lastId) ?? (isAnswered ? undefined : inView.find(({ message }) => message.seq === newSeq)) ?? inView.at(-1) ?? rows.at(-1);
  row?.focus({ preventScroll: true });
}

export function walk(list: Walked, row: MessageRow | undefined, key: string): void {
  const index = row ? list.messages.indexOf(row.message) : list.end;
  const keys: Record<string, (() => unknown) | undefined> = {
    ArrowUp: () => list.reach(index - 1),
    ArrowDown: () => list.reach(index + 1),
    PageUp: () => page(list, -1),
    PageDown: () => page(list, 1),
    Home: () => list.reach(0),
    End: () => list.jumpToNewest().then(() => list.reach(list.messages.length - 1)),
    Enter: () => row && openBar(row),
    d: () => row && jumpToDate((row.getRootNode() as ShadowRoot).host as MessageList, Date.parse(row.message.sentAt)),
    e: () => row?.setMode('editing'),
    r: () => row?.setMode('reacting'),
    t: () => row && act(row, 'T'),
    p: () => row && act(row, 'P'),
    Delete: () => row?.setMode('deleting'),
    Backspace: () => row?.setMode('deleting'),
  };
  keys[key.length === 1 ? key.toLowerCase() : key]?.();
}

/** Asks for a day, and goes to its first message. */
export async function jumpToDate(list: MessageList, at: number): Promise<void> {
  const seq = await askForDate(list.shadowRoot, list.channelId, at);
  if (seq === undefined || !(await list.jumpTo(seq))) return;
  [...list.renderRoot.querySelectorAll<MessageRow>('.row')].find(({ message }) => message.seq === seq)?.focus({ preventScroll: true });
}

/** What has this key, where it may be done with the message. */
async function act(row: MessageRow, key: string): Promise<void> {
  row.isActive = true;
  await row.updateComplete; // what acts on it may be on its way
  await row.updateComplete;
  row.tools?.act(row, key);
}

/** Puts the focus on the first thing to do with a message. */
async function openBar(row: MessageRow): Promise<void> {
  row.isActive = true;
  await row.updateComplete; // what acts on it may be on its way
  await row.updateComplete;
  row.renderRoot.querySelector<HTMLElement>('.bar button')?.focus();
}

/** The focus goes with the view, to the row at the edge that was moved to. */
function page({ anchor }: Walked, step: 1 | -1): void {
  if (!anchor) return;
  anchor.scroller.scrollTop += step * anchor.scroller.clientHeight * (1 - overlap);
  anchor.inView().at(step < 0 ? 0 : -1)?.focus({ preventScroll: true });
}
