import type { MyChannel } from '@corridor/sdk';
import { css, type CSSResultGroup, html, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { formatDay, msg, str } from '../base/localisation.ts';

/** Who made a channel and when, above its first message. Made by `<message-list>`. */
class ChannelOrigin extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host {
      display: block;
      padding: 16px 16px 4px;
      text-align: center;
      font-size: var(--c-font-size-small);
      line-height: 19px; /* whole pixels: parts of one add up to a drift */
      color: var(--c-muted);
      overflow-wrap: anywhere;
    }
  `];
  static override properties: PropertyDeclarations = { channel: { attribute: false } };

  channel?: MyChannel;

  protected override render() {
    const { createdBy, createdAt } = this.channel ?? {};
    if (!this.corridor || !createdBy || !createdAt) return nothing;
    const { name } = this.watch(this.corridor.people.person(createdBy)), day = formatDay(this.language, createdAt);
    return html`${msg(str`${name} created this channel`)} · ${day}`;
  }
}

define('channel-origin', ChannelOrigin);

declare global {
  interface HTMLElementTagNameMap {
    'channel-origin': ChannelOrigin;
  }
}
