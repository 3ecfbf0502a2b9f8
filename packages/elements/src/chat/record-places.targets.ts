import { recordKey, type RecordPlace } from '@corridor/sdk';
import { complain } from '../base/problem.ts';
import { parsePlace, placeAttribute, placeWords } from './place-attribute.ts';

/** A host's element that shows a place of the record. */
export interface Target { readonly element: HTMLElement; readonly place: RecordPlace; readonly key: string; readonly title: string }

/** Tells places of one record apart. */
export const placeKey = (place: RecordPlace): string => recordKey({ type: '', id: '', place });

/** The host's elements that show places, in the order of the page, whatever the host does to them. It touches none of them. */
export class Targets {
  all: readonly Target[] = [];
  readonly #onFound: () => void;
  readonly #onMoved: () => void;
  readonly #mutations = new MutationObserver((records) => this.#look(records));
  readonly #sizes = new ResizeObserver(() => this.#soon(false));
  #root: ParentNode & Node | undefined;
  #frame = 0;
  #isStale = false;

  /** `onFound`: places have come, gone or changed; `onMoved`: they may be somewhere else. Each at most once a frame. */
  constructor(onFound: () => void, onMoved: () => void) {
    this.#onFound = onFound;
    this.#onMoved = onMoved;
  }

  watch(root: ParentNode & Node): void {
    if (root === this.#root) return;
    this.stop();
    this.#root = root;
    this.#mutations.observe(root, { subtree: true, childList: true, attributes: true });
    document.addEventListener('scroll', this.#onMove, { capture: true, passive: true });
    addEventListener('resize', this.#onMove);
    document.addEventListener('transitionend', this.#onMove);
    this.#find();
  }

  stop(): void {
    this.#root = undefined;
    this.all = [];
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#mutations.disconnect();
    this.#sizes.disconnect();
    document.removeEventListener('scroll', this.#onMove, { capture: true });
    removeEventListener('resize', this.#onMove);
    document.removeEventListener('transitionend', this.#onMove);
  }

  /** The place that somebody points at or is in. */
  at(path: readonly EventTarget[]): Target | undefined {
    return this.all.find(({ element }) => path.includes(element));
  }

  readonly #onMove = (): void => this.#soon(false);

  #look(records: readonly MutationRecord[]): void {
    this.#soon(records.some(({ type, attributeName }) => type === 'childList' || attributeName?.startsWith(placeAttribute)));
  }

  #soon(isStale: boolean): void {
    this.#isStale ||= isStale;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#isStale) this.#find();
      else this.#onMoved();
    });
  }

  #find(): void {
    this.#isStale = false;
    const found = [...(this.#root?.querySelectorAll<HTMLElement>(`[${placeAttribute}]`) ?? [])].flatMap((element) => this.#read(element));
    this.#sizes.disconnect();
    for (const element of new Set([...found.map((target) => target.element), ...(this.#root instanceof Element ? [this.#root] : [])])) this.#sizes.observe(element);
    this.all = found;
    this.#onFound();
  }

  #read(element: HTMLElement): Target[] {
    const text = element.getAttribute(placeAttribute) ?? '', place = parsePlace(text);
    if (!place) {
      complain(`${placeAttribute}="${text.slice(0, 100)}" names no place: write key:value pairs with semicolons between them, such as line:3;field:price.`);
      return [];
    }
    return [{ element, place, key: placeKey(place), title: element.getAttribute(`${placeAttribute}-title`) || placeWords(place) }];
  }
}

/** Where a pin stands: at the end of the top edge. `isSeen`: the host shows that spot, and nothing of its own covers it. */
export function spotOf(element: HTMLElement): { x: number; y: number; isSeen: boolean } {
  const box = element.getBoundingClientRect();
  const isRtl = getComputedStyle(element).direction === 'rtl', inset = Math.min(4, box.width / 2, box.height / 2);
  const x = isRtl ? box.left + inset : box.right - inset, y = box.top + inset;
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return { x, y, isSeen: false };
  const top = root.elementsFromPoint(x, y).find((one) => !one.localName.includes('record-places'));
  return { x, y, isSeen: box.width > 0 && !!top && (top.contains(element) || element.contains(top)) };
}
