import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';

/** Ada at the field of a group, with room above it for what opens there. */
export interface Composing {
  readonly at: Office;
  readonly composer: MessageComposer;
  readonly channelId: string;
  field(): HTMLTextAreaElement;
  /** Writes as a keyboard does. */
  write(text: string, into?: HTMLInputElement | HTMLTextAreaElement): void;
  /** Of the menu beside the field: what is called so is chosen. */
  choose(way: string): Promise<void>;
}

/** The button that is called so, once it is there. */
export const button = (root: ParentNode | null | undefined, label: string): Promise<HTMLElement> =>
  waitFor(() => [...(root?.querySelectorAll<HTMLElement>('button') ?? [])].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);

export async function composing(): Promise<Composing> {
  sessionStorage.clear();
  const at = await office(), { id: channelId } = await at.group();
  const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><div style="padding-top: 300px"><message-composer channel-id=${channelId}></message-composer></div></corridor-provider>`);
  const composer = provider.querySelector('message-composer')!, field = () => composer.shadowRoot!.querySelector('textarea')!;
  await waitFor(() => field() && !field().readOnly);
  return {
    at, composer, channelId, field,
    write(text, into = field()) {
      into.value = text;
      into.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    },
    async choose(way) {
      field().focus();
      (await button(composer.shadowRoot, 'More ways to write')).click();
      const item = await button(composer.shadowRoot, way);
      await waitFor(() => composer.shadowRoot!.activeElement?.classList.contains('way'), 'the focus in the menu');
      await expectAccessible(composer);
      item.click();
    },
  };
}
