import type { Slot } from '../call.ts';

/** The places of a connection, in their order: the same on both sides. */
export const slots: readonly { readonly name: Slot; readonly kind: 'audio' | 'video' }[] = [
  { name: 'microphone', kind: 'audio' }, { name: 'camera', kind: 'video' }, { name: 'screen', kind: 'video' }, { name: 'screenAudio', kind: 'audio' },
];
