import type { DeviceProblem } from '@corridor/sdk';
import { msg } from '../base/localisation.ts';

/** What is wrong with a device, and what to do about it. */
export function deviceWords(input: 'microphone' | 'camera' | 'screen', problem: DeviceProblem): string {
  if (input === 'screen') {
    switch (problem) {
      case 'dismissed': return msg('Nothing is shared: no screen, window or tab was chosen.');
      case 'denied': case 'revoked': return msg('Sharing is blocked for this browser. Allow screen recording for it in the settings of the system, then try again.');
      case 'unplugged': return msg('What was shared has been closed.');
      case 'unsupported': case 'missing': return msg('This browser cannot share a screen. One on a computer can.');
      case 'busy': return msg('The screen cannot be shared now. Try another window, or the whole screen.');
    }
  }
  const isCamera = input === 'camera';
  switch (problem) {
    case 'denied': return isCamera ? msg('The camera is blocked for this page. Allow it beside the address, then turn it on again.') : msg('The microphone is blocked for this page: nobody hears you. Allow it beside the address, then turn it on again.');
    case 'dismissed': return isCamera ? msg('The browser has asked for the camera and got no answer. Turn it on to be asked again.') : msg('The browser has asked for the microphone and got no answer: nobody hears you. Turn it on to be asked again.');
    case 'missing': return isCamera ? msg('No camera was found. Connect one, then turn it on.') : msg('No microphone was found: nobody hears you. Connect one, then turn it on.');
    case 'busy': return isCamera ? msg('The camera is in use by another program. Close that one, then turn it on again.') : msg('The microphone is in use by another program: nobody hears you. Close that one, then turn it on again.');
    case 'unplugged': return isCamera ? msg('The camera was unplugged. Connect it again, or choose another one.') : msg('The microphone was unplugged: nobody hears you. Connect it again, or choose another one.');
    case 'revoked': return isCamera ? msg('The permission for the camera was taken back. Allow it beside the address, then turn it on again.') : msg('The permission for the microphone was taken back: nobody hears you. Allow it beside the address, then turn it on again.');
    case 'unsupported': return isCamera ? msg('This page may not use the camera. It needs https, and the permission of whoever runs it.') : msg('This page may not use the microphone: nobody hears you. It needs https, and the permission of whoever runs it.');
  }
}
