// What the menus of a call hold. Loaded once the call is on, or with the first that is opened.
import type { CallSession, DeviceKind } from '@corridor/sdk';
import { isHosting } from '@corridor/sdk/calls';
import { nothing, type TemplateResult } from 'lit';
import { atom, type WritableAtom } from 'nanostores';
import { html } from '../base/html.ts';
import * as menuShapes from '../base/icon-shapes.call-menus.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { userPlus, users } from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { areCaptionsShown, hasCaptions, showCaptions } from './call-captions.ts';
import type { CallControls } from './call-controls.ts';
import './call-invitation.ts';
import { soundOf } from './call-sound.ts';

export { menusStyles as styles } from './call-controls.menus.styles.ts';

const loadRecording = () => import('./call-recording.ts'), loadEffects = () => import('./call-effects.ts');

const recording = new WeakMap<CallSession, { may: WritableAtom<boolean>; asked: number }>();
/** Whether the call may be recorded from here, asked anew each time that the menu has been away for a while. */
function mayRecord(session: CallSession): WritableAtom<boolean> {
  const known = recording.get(session) ?? { may: atom(false), asked: 0 };
  recording.set(session, known);
  if (Date.now() - known.asked > 5000) void session.recordings().then((recordings) => recordings.mayStart()).then((may) => { known.may.set(may); }, () => undefined);
  known.asked = Date.now();
  return known.may;
}

const emoji = ['👍', '👏', '❤️', '😂', '😮', '🎉'] as const;

/** Which devices are used, how loud I am, and how loud the others are. */
export function devicesMenu(controls: CallControls, session: CallSession): TemplateResult {
  void loadEffects().catch(() => undefined); // tried again with the next look
  const { list, chosen } = controls.look(session.devices), sound = soundOf(session), canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
  const choose = (kind: DeviceKind, label: string) => html`<label>${label}<select @change=${({ target }: Event) => void session.choose(kind, (target as HTMLSelectElement).value)}>
    ${chosen[kind] ? nothing : html`<option value="" selected>${msg('System default')}</option>`}
    ${list[kind].map(({ deviceId, label: name }) => html`<option value=${deviceId} ?selected=${deviceId === chosen[kind]}>${name}</option>`)}</select></label>`;
  return html`${list.microphone.length ? html`${choose('microphone', msg('Microphone'))}<div class="meter" role="img" aria-label=${msg('How loud you are')}><div></div></div>` : html`<p>${msg('No microphone was found.')}</p>`}
    ${list.camera.length ? choose('camera', msg('Camera')) : html`<p>${msg('No camera was found.')}</p>`}
    ${canChooseSpeaker && list.speaker.length ? choose('speaker', msg('Speaker')) : nothing}
    <label>${msg('Volume of the others')}<input type="range" min="0" max="100" .value=${String(Math.round(controls.look(sound.volume) * 100))} @input=${({ target }: Event) => { sound.volume.set(Number((target as HTMLInputElement).value) / 100); }} /></label>
    <call-effects .session=${session}></call-effects>`;
}

/** What is shown to all for a moment, and the hand. */
export function reactionsMenu(controls: CallControls, session: CallSession): TemplateResult {
  return html`<div class="emojis" role="group" aria-label=${msg('React')}>${emoji.map((one) => html`<button class="emoji" type="button" @click=${() => {
    controls.closeMenus();
    void session.words.react(one).catch(() => undefined); // it would be over before it could be tried again
  }}>${one}</button>`)}</div>${hand(controls, session)}`;
}

const hand = (controls: CallControls, session: CallSession) => item(controls, mine(session)?.handAt ? msg('Lower hand') : msg('Raise hand'), shapes.hand, () => { controls.act('h'); }, { keys: 'H' });
const mine = (session: CallSession) => session.call.get().participants.find(({ id }) => id === session.participantId);
const item = (controls: CallControls, label: string, shape: typeof shapes.hold, act: () => unknown, { keys = '', look = '' } = {}) => html`<button class="item ${look}" type="button" @click=${() => {
  controls.closeMenus();
  act();
}}>${icon(shape)}<span>${label}</span>${keys ? html`<kbd aria-hidden="true">${keys}</kbd>` : nothing}</button>`;

/** What is done less often. */
export function moreMenu(controls: CallControls, session: CallSession): TemplateResult {
  if (controls.page === 'keys') return keys(controls);
  if (controls.page) return html`<call-invitation .session=${session} .isTransfer=${controls.page === 'transfer'} @corridor-done=${() => { controls.closeMenus(); }}></call-invitation>`;
  const { participants, settings } = controls.look(session.call), me = mine(session), isHeld = me?.state === 'held', isHost = !!me && isHosting(me), words = controls.look(areCaptionsShown);
  const one = (...of: Parameters<typeof item> extends [unknown, ...infer T] ? T : never) => item(controls, ...of);
  const turn = (page: 'invite' | 'transfer' | 'keys', label: string, shape: typeof userPlus) => html`<button class="item" type="button" @click=${() => void controls.turn(page)}>${icon(shape)}<span>${label}</span></button>`;
  return html`${settings.mayReact || isHost ? html`<div class="seldom">${reactionsMenu(controls, session)}</div>` : html`<div class="seldom">${hand(controls, session)}</div>`}
    ${controls.canShare && !controls.refused('s') ? one(session.tracks.get().screen ? msg('Stop sharing') : msg('Share screen'), shapes.shareScreen, () => { controls.act('s'); }, { keys: 'S', look: 'seldom' }) : nothing}
    ${controls.has.chat ? one(msg('Chat'), icons.message, () => { controls.show('chat'); }, { look: 'seldom' }) : nothing}
    ${controls.has.people ? one(msg('People'), users, () => { controls.show('people'); }, { look: 'seldom' }) : nothing}
    ${one(msg('Devices and volume'), shapes.devices, () => { controls.openMenu('devices'); }, { look: 'seldom' })}
    ${turn('invite', msg('Add people'), userPlus)}
    ${controls.look(mayRecord(session)) && !controls.look(session.call).recording ? one(msg('Record the call'), menuShapes.record, () => { void loadRecording().then(({ beginRecording }) => beginRecording(session), () => undefined); }) : nothing}
    ${turn('transfer', msg('Transfer the call'), menuShapes.phoneForwarded)}
    ${one(isHeld ? msg('Resume the call') : msg('Hold the call'), shapes.hold, () => session.setHold(!isHeld))}
    ${words && !controls.look(session.captions.state).isOn && !hasCaptions(session) ? nothing : one(words ? msg('Hide captions') : msg('Show captions'), menuShapes.captions, () => { showCaptions(!words); })}
    ${controls.layout === 'grid' ? one(msg('Show who speaks large'), shapes.spotlight, () => { controls.show('speaker'); }) : one(msg('Show all in the same size'), shapes.tiles, () => { controls.show('grid'); })}
    ${controls.has.picture ? one(msg('Picture in picture'), shapes.pictureInPicture, () => { controls.show('picture-in-picture'); }) : nothing}
    ${document.fullscreenEnabled && controls.has.fullScreen ? one(document.fullscreenElement ? msg('Leave full screen') : msg('Full screen'), document.fullscreenElement ? shapes.normalSize : shapes.fullSize, () => { controls.show('full-screen'); }) : nothing}
    ${turn('keys', msg('Keyboard shortcuts'), menuShapes.keyboard)}
    <slot name="more"></slot>
    ${isHost && participants.length > 1 ? one(msg('End the call for all'), icons.phone, () => session.end(), { look: 'danger' }) : nothing}`;
}

function keys(controls: CallControls): TemplateResult {
  const list: [string, string][] = [['M', msg('Microphone on and off')], ['V', msg('Camera on and off')], ['S', msg('Share the screen, and stop')], ['H', msg('Raise the hand, and lower it')], ['Esc', msg('Close what is open; make the call smaller')]];
  return html`<h3>${msg('Keyboard shortcuts')}</h3><dl>${list.map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}</dl><button class="button" type="button" @click=${() => { controls.closeMenus(); }}>${msg('Close')}</button>`;
}
