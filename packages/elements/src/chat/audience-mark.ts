import { type CSSResultGroup, css, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { Spoken } from '../base/spoken.ts';

/** The host's own words for its audiences are shown as they are. */
export function audienceWord(audience: string): string {
  if (audience === 'internal') return msg('Internal');
  return audience === 'external' ? msg('External') : audience.charAt(0).toUpperCase() + audience.slice(1).replaceAll('-', ' ');
}

const styles = css`
  :host {
    display: inline-flex;
    flex: none;
    vertical-align: middle;
    line-height: 18px;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 6px;
    border-radius: 9px;
    background: color-mix(in oklab, var(--c-warning) 16%, var(--c-surface));
    color: color-mix(in oklab, var(--c-warning) 45%, var(--c-text));
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    white-space: nowrap;
  }
  .mark .svg {
    width: 12px;
    height: 12px;
  }
  .line {
    padding: 4px 10px;
    border-radius: var(--c-radius-s);
    white-space: normal;
  }
  .line .svg {
    width: 14px;
    height: 14px;
  }
  @media (forced-colors: active) {
    .mark {
      border: 1px solid CanvasText;
    }
  }
`;

/**
 * Says whom a conversation is for: in a word, or where somebody writes in a line. Shown beside its title, in lists and above the field.
 * @tag audience-mark
 */
export class AudienceMark extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = { audience: {}, look: {} };

  audience = '';
  look: '' | 'line' = '';

  constructor() {
    super();
    new Spoken(this);
  }

  protected override render() {
    const word = audienceWord(this.audience);
    if (this.look !== 'line') return html`<span class="mark">${icon(this.audience === 'internal' ? moreIcons.lock : moreIcons.globe)}${word}</span>`;
    return html`<span class="mark line">${icon(moreIcons.globe)}<span>${this.audience === 'external' ? msg('External: people outside read this.') : msg(str`${word}: not only your colleagues read this.`)}</span></span>`;
  }
}

define('audience-mark', AudienceMark);
