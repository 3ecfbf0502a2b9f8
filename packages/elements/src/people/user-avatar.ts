import type { Person } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import '../presence/presence-dot.ts';
import { hueCount, userAvatarStyles } from './user-avatar.styles.ts';

/**
 * @summary A person's picture, or their initials in a colour of their own. Decoration: the name belongs beside it.
 * @tag user-avatar
 * @csspart face - the round picture
 * @cssproperty --corridor-avatar-size - width and height, 32px
 */
export class UserAvatar extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, userAvatarStyles];
  static override properties: PropertyDeclarations = {
    userId: { attribute: 'user-id' },
    size: { reflect: true },
    withPresence: { type: Boolean, attribute: 'with-presence' },
    brokenPicture: { attribute: false },
  };

  /** Whose. */
  userId = '';
  /** `small` is 24 px, `tiny` 20. */
  size?: 'small' | 'tiny';
  /** Shows whether the person can be reached. */
  withPresence = false;

  private brokenPicture: string | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('userId')) this.brokenPicture = undefined;
  }

  protected override render() {
    const person = this.corridor && this.userId ? this.watch(this.corridor.people.person(this.userId)) : undefined;
    return html`<div class="face" part="face" data-hue=${hueOf(this.userId)} aria-hidden="true">${this.#face(person)}</div>
      ${this.withPresence ? html`<presence-dot class="dot" user-id=${this.userId}></presence-dot>` : nothing}`;
  }

  #face(person: Person | undefined) {
    const picture = person?.avatar;
    if (!picture || picture === this.brokenPicture) return initialsOf(person?.name ?? '', this.size === 'tiny');
    return html`<img src=${picture} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer" @error=${() => (this.brokenPicture = picture)} />`;
  }
}

/** "Ada Nilsen" is AN, "mari@halden.example" is M; where there is room for one letter only, A and M. */
export function initialsOf(name: string, isOne = false): string {
  const words = name.split('@')[0]?.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first, last] = [words[0], words.length > 1 && !isOne ? words.at(-1) : ''];
  return [...(first ?? '')].slice(0, 1).concat([...(last ?? '')].slice(0, 1)).join('').toLocaleUpperCase();
}

/** The same person has the same colour everywhere. */
export function hueOf(userId: string): number {
  let hash = 7;
  for (let index = 0; index < userId.length; index++) hash = (hash * 31 + userId.charCodeAt(index)) >>> 0;
  return hash % hueCount;
}

define('user-avatar', UserAvatar);

declare global {
  interface HTMLElementTagNameMap {
    'user-avatar': UserAvatar;
  }
}
