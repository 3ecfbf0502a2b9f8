// What shows calls needs this and no client: an entry of its own, so that no page loads it before.
export { earlyMs } from '../protocol/calls.scheduled.state.ts';
export { isGuest, isHosting, isLive, isPresent, isRung, isWaiting, refusedMedia } from '../protocol/calls.states.ts';
export { DevicePreview } from './device.preview.ts';
