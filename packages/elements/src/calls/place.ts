import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';
import type { Box } from './video-grid.layout.ts';

class Place extends Directive {
  override render(_box: Box | undefined): unknown { return noChange; }

  override update({ element }: ElementPart, [box]: [Box | undefined]): unknown {
    const { style } = element as HTMLElement;
    if (box) {
      style.insetInlineStart = `${box.x}px`;
      style.insetBlockStart = `${box.y}px`;
      style.inlineSize = `${box.width}px`;
      style.blockSize = `${box.height}px`;
    }
    return noChange;
  }
}

/** Puts an element where the box says. Not by a style attribute, which a strict policy forbids. */
export const place = directive(Place);

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** Always the same one for a track. */
function streamOf(track: MediaStreamTrack): MediaStream {
  let stream = streams.get(track);
  if (!stream) streams.set(track, (stream = new MediaStream([track])));
  return stream;
}

class Showing extends Directive {
  override render(_track: MediaStreamTrack | undefined): unknown { return noChange; }

  override update({ element }: ElementPart, [track]: [MediaStreamTrack | undefined]): unknown {
    const video = element as HTMLVideoElement, stream = track ? streamOf(track) : null;
    video.muted = true;
    if (video.srcObject !== stream) video.srcObject = stream;
    return noChange;
  }
}

/** What a video shows. A plain binding would set it again, and so begin anew, with each rendering. */
export const showing = directive(Showing);
