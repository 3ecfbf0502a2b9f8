import { expect } from 'chai';
import { html, render } from 'lit';
import { expectAccessible, fixture } from '../testing/index.ts';
import * as acts from './icon-shapes.acts.ts';
import * as calls from './icon-shapes.calls.ts';
import * as files from './icon-shapes.files.ts';
import * as meetings from './icon-shapes.meetings.ts';
import * as moreIcons from './icon-shapes.more.ts';
import * as sound from './icon-shapes.sound.ts';
import * as upload from './icon-shapes.upload.ts';
import * as writing from './icon-shapes.writing.ts';
import { icon, icons } from './icons.ts';

const all = { ...icons, ...moreIcons, ...acts, ...calls, ...files, ...meetings, ...sound, ...upload, ...writing };

/** Lucide's names of them. */
const lucide: Record<keyof typeof all, string> = {
  calendarPlus: 'calendar-plus',
  door: 'door-open',
  doorClosed: 'door-closed',
  settings: 'settings',
  paperclip: 'paperclip',
  folderUp: 'folder-up',
  captions: 'captions',
  download: 'download',
  mic: 'mic',
  pause: 'pause',
  play: 'play',
  stop: 'square',
  bookmark: 'bookmark',
  forward: 'forward',
  bars: 'chart-no-axes-column',
  calendar: 'calendar',
  linkTo: 'link-2',
  arrowDown: 'arrow-down',
  arrowLeft: 'arrow-left',
  arrowRight: 'arrow-right',
  box: 'box',
  check: 'check',
  chevronDown: 'chevron-down',
  compose: 'square-pen',
  copy: 'copy',
  expand: 'maximize-2',
  hash: 'hash',
  lock: 'lock',
  mail: 'mail',
  globe: 'globe',
  megaphone: 'megaphone',
  message: 'message-square',
  minus: 'minus',
  offline: 'wifi-off',
  pencil: 'pencil',
  retry: 'rotate-cw',
  search: 'search',
  smilePlus: 'smile-plus',
  trash: 'trash-2',
  users: 'users',
  bell: 'bell',
  bellOff: 'bell-off',
  pin: 'pin',
  sliders: 'sliders-horizontal',
  reply: 'message-square-reply',
  threads: 'messages-square',
  ellipsis: 'ellipsis',
  leave: 'log-out',
  panel: 'panel-right',
  plus: 'plus',
  userPlus: 'user-plus',
  x: 'x',
  warning: 'triangle-alert',
  body: 'hand',
  flag: 'flag',
  symbol: 'shapes',
  object: 'lightbulb',
  activity: 'volleyball',
  travel: 'car',
  food: 'coffee',
  nature: 'leaf',
  history: 'clock',
  strike: 'strikethrough',
  smile: 'smile',
  quote: 'text-quote',
  numberList: 'list-ordered',
  link: 'link',
  letters: 'a-large-small',
  italic: 'italic',
  eye: 'eye',
  code: 'code',
  bulletList: 'list',
  bold: 'bold',
  archive: 'file-archive',
  audio: 'music',
  chevronLeft: 'chevron-left',
  chevronRight: 'chevron-right',
  chevronUp: 'chevron-up',
  codeFile: 'file-code',
  file: 'file',
  fileText: 'file-text',
  folder: 'folder',
  folderPlus: 'folder-plus',
  fullScreen: 'maximize',
  grid: 'layout-grid',
  image: 'image',
  info: 'info',
  list: 'list',
  move: 'folder-input',
  restore: 'archive-restore',
  share: 'share-2',
  sheet: 'file-spreadsheet',
  shield: 'shield-alert',
  slides: 'presentation',
  star: 'star',
  tag: 'tag',
  turn: 'rotate-cw',
  upload: 'upload',
  video: 'film',
  wrap: 'text-wrap',
  zoomIn: 'zoom-in',
  zoomOut: 'zoom-out',
  camera: 'video',
  phone: 'phone',
  phoneIncoming: 'phone-incoming',
  phoneMissed: 'phone-missed',
  cameraOff: 'video-off',
  microphone: 'mic',
  microphoneOff: 'mic-off',
  shareScreen: 'monitor-up',
  stopSharing: 'monitor-x',
  hand: 'hand',
  tiles: 'layout-grid',
  spotlight: 'layout-panel-top',
  pictureInPicture: 'picture-in-picture-2',
  devices: 'settings-2',
  volume: 'volume-2',
  fullSize: 'maximize',
  normalSize: 'minimize',
  hold: 'circle-pause',
  enlarge: 'zoom-in',
  reduce: 'zoom-out',
  dock: 'panel-right-open',
  earlier: 'chevron-left',
  later: 'chevron-right',
  unpin: 'pin-off',
  grip: 'grip-vertical',
};

describe('icons', () => {
  for (const [meaning, name] of Object.entries(lucide) as [keyof typeof all, string][]) {
    it(`${meaning} is Lucide's ${name}`, async () => {
      const original = new DOMParser().parseFromString(await (await fetch(`/node_modules/lucide-static/icons/${name}.svg`)).text(), 'image/svg+xml');
      const drawn = document.createElement('div');
      render(icon(all[meaning]), drawn);
      const shapes = (root: Element | null | undefined) => [...(root?.children ?? [])].map((child) => [child.localName, ...[...child.attributes].map(({ name, value }) => `${name}=${value}`).sort()].join(' '));
      expect(shapes(drawn.querySelector('svg'))).to.eql(shapes(original.documentElement));
    });
  }

  it('are decoration', async () => {
    const button = await fixture<HTMLElement>(html`<button aria-label="Send">${icon(icons.arrowRight)}</button>`);
    expect(button.querySelector('svg')?.getAttribute('aria-hidden')).to.equal('true');
    await expectAccessible(button);
  });
});
