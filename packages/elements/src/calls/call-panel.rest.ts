// What a call shows once it is on: loaded then, so that its first picture waits for none of it. What is seen by all of a call's people has its place here.
import type { CallInfo, CallSession, Corridor, CorridorError } from '@corridor/sdk';
import { isLive } from '@corridor/sdk/calls';
import { nothing } from 'lit';
import { html } from '../base/html.ts';
import { x } from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { explain } from './call-refusals.ts';
import './call-captions.ts';
import './call-controls.menus.ts';
import './call-notes.ts';
import type { CallPanel } from './call-panel.ts';
import './call-reactions.ts';
import { clock, endWords } from './call-words.ts';

export { News } from './call-news.ts';
export { explain };

/** The same conversation, or the people, beside the pictures. */
export function sideOf({ side, loaded, shown, closeSide }: CallPanel, { channelId }: CallInfo) {
  if (!side || !loaded.includes(side)) return nothing;
  if (side === 'chat') return html`<aside aria-label=${msg('Chat')}><conversation-view channel-id=${channelId} can-go-back @corridor-back=${closeSide}></conversation-view></aside>`;
  return html`<aside aria-label=${msg('People')}><div class="people"><div class="bar"><h3>${msg('People')}</h3><button class="icon" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${closeSide}>${icon(x)}</button></div><call-people .session=${shown}></call-people></div></aside>`;
}

/** Over the pictures while I have the call on hold. */
export function heldOf(session: CallSession, { participants }: CallInfo) {
  if (participants.find(({ id }) => id === session.participantId)?.state !== 'held') return nothing;
  return html`<div class="cover state"><strong>${msg('You have put the call on hold')}</strong><span>${msg('Nobody hears or sees you, and you do not hear them.')}</span>
    <button class="button primary" type="button" @click=${() => void session.setHold(false)}>${msg('Resume the call')}</button></div>`;
}

/** Before the door, where somebody lets people in. */
export function lobbyOf(session: CallSession, { status }: CallInfo) {
  return html`<div class="over state" role="status"><strong>${msg('You are in the lobby')}</strong><span>${status === 'active' ? msg('The others know that you are here. Somebody will let you in.') : msg('Nobody is there yet who could let you in. You can wait here.')}</span>
    <div class="ways"><button class="button" type="button" @click=${() => void session.leave()}>${msg('Leave the lobby')}</button></div></div>`;
}

/** What came of a call, and the ways on. */
export function overOf(panel: CallPanel, call: CallInfo) {
  const { client, spoken: language } = panel, length = call.activeAt && call.endedAt ? clock(language, call.activeAt, Date.parse(call.endedAt)) : '', isOn = isLive(call), me = client?.me.get()?.id;
  const mine = call.participants.findLast(({ userId }) => userId === me), words = mine?.state === 'removed' ? (mine.joinedAt === null ? msg('You were not let in') : msg('You were taken out of the call')) : isOn ? msg('The connection was lost') : endWords(call, me);
  const others = [...new Set(call.participants.map(({ userId }) => userId))].filter((id) => id !== me).slice(0, 50);
  const again = (ask: (calls: Corridor['calls']) => Promise<CallSession>) => { ask(client!.calls).catch((error: unknown) => { panel.refusal = explain(error as CorridorError); }); };
  return html`<div class="over state" role="status"><strong>${words}</strong>${length ? html`<span>${length}</span>` : nothing}${panel.refusal ? html`<span role="alert"><bdi>${panel.refusal}</bdi></span>` : nothing}
    <div class="ways">${client && mine?.state !== 'removed' ? html`<button class="button primary" type="button" @click=${() => { again(isOn ? (calls) => calls.join(call.id) : (calls) => calls.start(call.channelId, { kind: call.kind, ...(others.length > 0 && { userIds: others }), ...(call.settings.isEncrypted && { isEncrypted: true }) })); }}>${icon(icons.phone, 'small')}${isOn ? msg('Join again') : msg('Call again')}</button>` : nothing}
      <button class="button" type="button" @click=${() => { panel.put(); }}>${msg('Close')}</button></div></div>`;
}
