// All of a call in one stream: the voices mixed, the pictures as a grid.
import type { Slot, Tracks } from './call.ts';

const width = 1280, height = 720, framesPerSecond = 15, gap = 8;
const sounding: readonly Slot[] = ['microphone', 'screenAudio'];
const shown: readonly Slot[] = ['screen', 'camera'];

/** Somebody in the recording. */
export interface Recorded { readonly id: string; readonly name: string; readonly tracks: Tracks }

/** Where each of `count` tiles of 16:9 stands, in the same unit as the room. */
export function gridOf(count: number, room = { width, height }): { x: number; y: number; width: number; height: number }[] {
  const columns = Math.ceil(Math.sqrt(count)), rows = Math.ceil(count / Math.max(1, columns));
  const tile = { width: (room.width - gap * (columns - 1)) / columns, height: (room.height - gap * (rows - 1)) / rows };
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns), inRow = Math.min(columns, count - row * columns), indent = (room.width - inRow * tile.width - (inRow - 1) * gap) / 2;
    return { x: indent + (index % columns) * (tile.width + gap), y: row * (tile.height + gap), ...tile };
  });
}

interface Picture { readonly track: MediaStreamTrack; readonly video: HTMLVideoElement; readonly name: string }

/** A stream of the same two tracks throughout, whoever comes, goes or turns something on. */
export class CallMix {
  readonly stream: MediaStream;
  readonly #audio = new AudioContext();
  readonly #out = new MediaStreamAudioDestinationNode(this.#audio);
  readonly #canvas = Object.assign(document.createElement('canvas'), { width, height });
  readonly #pen = this.#canvas.getContext('2d', { alpha: false })!;
  readonly #sounds = new Map<MediaStreamTrack, { source: MediaStreamAudioSourceNode; player: HTMLAudioElement }>();
  #pictures: Picture[] = [];
  #names: string[] = [];
  #isOver = false;

  constructor() {
    const [picture] = this.#canvas.captureStream(framesPerSecond).getVideoTracks();
    this.stream = new MediaStream([picture!, ...this.#out.stream.getAudioTracks()]);
    void this.#audio.resume();
    // Silence from a source keeps the sound's own time running where nobody speaks.
    new ConstantSourceNode(this.#audio, { offset: 0 }).connect(this.#out);
    this.#tick();
  }

  /** These and nobody else are in it from now on. */
  set(people: readonly Recorded[]): void {
    const sounds = new Set(people.flatMap(({ tracks }) => sounding.flatMap((slot) => tracks[slot] ?? [])));
    for (const [track, { source, player }] of this.#sounds) if (!sounds.has(track)) { source.disconnect(); player.srcObject = null; this.#sounds.delete(track); }
    for (const track of sounds) {
      if (this.#sounds.has(track)) continue;
      const mediaStream = new MediaStream([track]), source = new MediaStreamAudioSourceNode(this.#audio, { mediaStream }), player = Object.assign(document.createElement('audio'), { muted: true, srcObject: mediaStream });
      void player.play().catch(() => undefined); // Chromium gives sound of the other side only where it is played
      source.connect(this.#out);
      this.#sounds.set(track, { source, player });
    }
    const before = this.#pictures;
    this.#pictures = people.flatMap(({ tracks, name }) => shown.flatMap((slot) => { const track = tracks[slot]; return track ? [before.find((one) => one.track === track) ?? open(track, name)] : []; }));
    for (const one of before) if (!this.#pictures.includes(one)) one.video.srcObject = null;
    this.#names = people.filter(({ tracks }) => shown.every((slot) => !tracks[slot])).map(({ name }) => name);
  }

  close(): void {
    this.#isOver = true;
    this.set([]);
    for (const track of this.stream.getTracks()) track.stop();
    void this.#audio.close();
  }

  /** The clock of the sound: timers of a page in the background are slowed down, it is not. */
  #tick(): void {
    if (this.#isOver) return;
    this.#draw();
    const beat = new ConstantSourceNode(this.#audio, { offset: 0 });
    beat.connect(this.#out);
    beat.onended = () => { beat.disconnect(); this.#tick(); };
    beat.start();
    beat.stop(this.#audio.currentTime + 1 / framesPerSecond);
  }

  #draw(): void {
    const pen = this.#pen, tiles = gridOf(this.#pictures.length + this.#names.length);
    pen.fillStyle = '#101216';
    pen.fillRect(0, 0, width, height);
    for (const [index, tile] of tiles.entries()) {
      const picture = this.#pictures[index], name = picture?.name ?? this.#names[index - this.#pictures.length] ?? '';
      pen.fillStyle = '#1c2027';
      pen.fillRect(tile.x, tile.y, tile.width, tile.height);
      if (picture && picture.video.videoWidth > 0) {
        const { videoWidth, videoHeight } = picture.video, scale = Math.min(tile.width / videoWidth, tile.height / videoHeight), wide = videoWidth * scale, high = videoHeight * scale;
        pen.drawImage(picture.video, tile.x + (tile.width - wide) / 2, tile.y + (tile.height - high) / 2, wide, high);
      }
      pen.font = '600 20px system-ui, sans-serif';
      pen.textBaseline = 'bottom';
      pen.fillStyle = '#fff';
      if (name) pen.fillText(name, tile.x + 12, tile.y + tile.height - 10, tile.width - 24);
    }
  }
}

function open(track: MediaStreamTrack, name: string): Picture {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  void video.play().catch(() => undefined);
  return { track, video, name };
}
