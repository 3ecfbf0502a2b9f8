// The call in a small window above all others, where the browser has such windows. Loaded when it is asked for.
import type { CallSession, Corridor } from '@corridor/sdk';
import { isPresent, isRung } from '@corridor/sdk/calls';
import { nothing, render } from 'lit';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { sent } from './call-words.ts';
import { showing } from './place.ts';

interface PictureWindows { readonly window: Window | null; requestWindow(size: { width: number; height: number }): Promise<Window> }

const most = 4;

/** Another document takes no style sheets of this one. */
const styles = `
  body { margin: 0; display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); block-size: 100vh; background: oklch(0.165 0.008 262); color: oklch(0.93 0.004 262); font: 13px system-ui; }
  main { display: grid; grid-auto-rows: minmax(0, 1fr); gap: 4px; padding: 4px; min-block-size: 0; }
  main.many { grid-template-columns: 1fr 1fr; }
  div { position: relative; display: grid; place-items: center; min-block-size: 0; overflow: hidden; border-radius: 10px; background: oklch(0.255 0.01 262); }
  video { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover; }
  .screen video { object-fit: contain; }
  span { position: absolute; inset-block-end: 6px; inset-inline-start: 6px; padding: 3px 8px; border-radius: 12px; background: oklch(0.15 0.01 262 / 0.8); font-weight: 600; }
  footer { display: flex; justify-content: center; gap: 8px; padding: 8px; }
  button { display: grid; place-items: center; inline-size: 44px; block-size: 44px; padding: 0; border: 0; border-radius: 50%; background: oklch(1 0 0 / 0.11); color: inherit; }
  button[aria-pressed='true'] { background: oklch(0.93 0.004 262); color: oklch(0.2 0.01 262); }
  button.end { background: oklch(0.55 0.2 25); color: white; }
  button.end svg { rotate: 135deg; }
  button:focus-visible { outline: 2px solid oklch(0.7 0.13 262); outline-offset: 2px; }
  svg { inline-size: 20px; block-size: 20px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
`;

/** Opens the window, or closes the one there is. It closes with the call. Must come from a press. */
export async function togglePicture(session: CallSession, corridor: Corridor | undefined, from: Element): Promise<void> {
  const windows = (window as unknown as { documentPictureInPicture: PictureWindows }).documentPictureInPicture;
  if (windows.window) { windows.window.close(); return; }
  const opened = await windows.requestWindow({ width: 360, height: 300 }).catch(() => undefined); // the browser has asked, and the answer was no
  if (!opened) return;
  const { document } = opened, sheet = new (opened as unknown as typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [sheet];
  document.title = msg('Call');
  Object.assign(document.documentElement, { lang: from.closest('[lang]')?.getAttribute('lang') ?? '', dir: getComputedStyle(from).direction });
  const draw = () => { render(scene(session, corridor), document.body); };
  const offs = [session.call, session.peers, session.tracks, session.speaker].map((store) => store.listen(draw));
  offs.push(session.phase.subscribe((phase) => { if (phase === 'over') opened.close(); }));
  opened.addEventListener('pagehide', () => { for (const off of offs) off(); });
  draw();
}

function scene(session: CallSession, corridor: Corridor | undefined) {
  const { participants } = session.call.get(), peers = session.peers.get(), others = participants.filter((one) => one.id !== session.participantId && (isPresent(one) || isRung(one)));
  const sharing = peers.find(({ tracks }) => tracks.screen), speaker = session.speaker.get(), media = sent(session.tracks.get());
  const shown = sharing ? others.filter(({ id }) => id === sharing.participantId) : [...others].sort((a, b) => Number(b.id === speaker) - Number(a.id === speaker)).slice(0, most);
  const tiles = shown.map(({ id, userId, media: theirs }) => {
    const tracks = peers.find(({ participantId }) => participantId === id)?.tracks, track = tracks?.screen ?? (theirs.camera ? tracks?.camera : undefined), name = corridor?.people.person(userId).get().name ?? userId;
    return html`<div class=${tracks?.screen ? 'screen' : ''} role="group" aria-label=${name}>${track ? html`<video aria-hidden="true" playsinline autoplay ${showing(track)}></video>` : nothing}<span aria-hidden="true">${name}</span></div>`;
  });
  const button = (label: string, isOff: boolean, shape: typeof shapes.hand, act: () => unknown) => html`<button type="button" aria-label=${label} title=${label} aria-pressed=${String(isOff)} @click=${act}>${icon(shape)}</button>`;
  return html`<main class=${tiles.length > 1 ? 'many' : ''}>${tiles}</main><footer>
    ${button(media.microphone ? msg('Mute') : msg('Unmute'), !media.microphone, media.microphone ? shapes.microphone : shapes.microphoneOff, () => session.setMicrophone(!media.microphone))}
    ${button(media.camera ? msg('Camera off') : msg('Camera on'), !media.camera, media.camera ? icons.camera : shapes.cameraOff, () => session.setCamera(!media.camera))}
    <button class="end" type="button" aria-label=${msg('Leave the call')} title=${msg('Leave the call')} @click=${() => session.leave()}>${icon(icons.phone)}</button></footer>`;
}
