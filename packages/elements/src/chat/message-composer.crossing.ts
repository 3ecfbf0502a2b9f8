import type { TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';

/** Asks whether words that were copied among others may come where more people read them. Escape is no. */
export const crossingQuestion = (answer: (isWanted: boolean) => void): TemplateResult => html`<div class="crossing" role="alertdialog" aria-label=${msg('Paste where others read it?')} aria-describedby="crossing"
  @keydown=${(event: KeyboardEvent) => { if (event.key === 'Escape') { event.preventDefault(); answer(false); } }}>
  ${icon(icons.warning, 'small')}<span id="crossing">${msg('You copied this from a conversation that other people read. Paste it here all the same?')}</span>
  <span class="ways"><button class="button" type="button" @click=${() => answer(true)}>${msg('Paste')}</button><button class="button primary" type="button" @click=${() => answer(false)}>${msg('Do not paste')}</button></span>
</div>`;
