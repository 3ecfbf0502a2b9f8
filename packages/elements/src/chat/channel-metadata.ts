import type { Metadata } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { formatFull, msg } from '../base/localisation.ts';

const styles = css`
  :host {
    display: block;
  }
  h3 {
    margin-block: 20px 4px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  dl {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: 4px 12px;
    margin: 0;
  }
  dt,
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--c-muted);
  }
`;

/** `closedBy` and `closed_by` read "Closed by"; what is no name of a program's stays as it is. */
export function labelOf(key: string, language: string): string {
  const words = /\s/.test(key) ? key : key.replaceAll(/(?<=[\p{Ll}\d])\p{Lu}(?!\p{Lu})/gu, (letter) => ` ${letter.toLocaleLowerCase(language)}`).replaceAll(/(?<=.)[_-]+(?=.)/g, ' ');
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

/** Days and moments as ISO 8601 writes them are read as such. */
function wordsOf(value: Metadata[string], language: string): string {
  if (typeof value === 'boolean') return value ? msg('Yes') : msg('No');
  if (typeof value === 'number') return new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(value);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value), isMoment = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value);
  if ((!isDay && !isMoment) || Number.isNaN(Date.parse(value))) return value;
  return isDay ? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value)) : formatFull(language, value);
}

/**
 * @summary What the host says of a conversation, such as the status of its order. Nothing where it says nothing.
 * @tag channel-metadata
 */
export class ChannelMetadata extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = { channelId: { attribute: 'channel-id' } };

  /** Which conversation. */
  channelId = '';

  protected override render() {
    const { corridor, channelId, language } = this;
    const metadata = corridor && channelId ? this.watch(corridor.chat.conversation(channelId).channel)?.metadata : undefined;
    if (!metadata) return nothing;
    const said = Object.entries(metadata).map(([key, value]) => [labelOf(key, language), wordsOf(value, language)] as const).sort(([a], [b]) => a.localeCompare(b, language));
    return html`<h3>${msg('Properties')}</h3>
      <dl>${said.map(([label, words]) => html`<dt dir="auto">${label}</dt><dd dir="auto">${words}</dd>`)}</dl>`;
  }
}

define('channel-metadata', ChannelMetadata);

declare global {
  interface HTMLElementTagNameMap {
    'channel-metadata': ChannelMetadata;
  }
}
