import type { Check, CheckName, CheckProblem } from '@corridor/sdk';
import { formatNumber, msg, str } from '../base/localisation.ts';

/** What is looked at, as people call it. */
export function nameOf(name: CheckName): string {
  switch (name) {
    case 'camera': return msg('Camera');
    case 'microphone': return msg('Microphone');
    case 'speaker': return msg('Loudspeaker');
    case 'server': return msg('Server');
    case 'stun': return msg('Direct way (STUN)');
    case 'turnUdp': return msg('Relay by UDP (TURN)');
    case 'turnTcp': return msg('Relay by TCP (TURN)');
    case 'bandwidth': return msg('Speed');
  }
}

export function stateOf({ state }: Check): string {
  switch (state) {
    case 'waiting': return msg('Not checked');
    case 'running': return msg('Checking');
    case 'ok': return msg('Works');
    case 'warning': return msg('Works in part');
    case 'failed': return msg('Does not work');
    case 'skipped': return msg('Left out');
  }
}

const megabits = (language: string, bitrate: number) => formatNumber(language, Math.round(bitrate / 100_000) / 10), kilobits = (language: string, bitrate: number) => formatNumber(language, Math.round(bitrate / 1000));
const ms = (language: string, { roundTripMs = 0 }: Check) => formatNumber(language, Math.max(1, Math.round(roundTripMs)));

function works(language: string, check: Check): string {
  switch (check.name) {
    case 'camera': return check.label ?? '';
    case 'microphone': return msg('You are heard.');
    case 'speaker': return msg('You hear the tone.');
    case 'server': return msg(str`It answers within ${ms(language, check)} ms.`);
    case 'stun': return msg('It answers.');
    case 'turnUdp':
    case 'turnTcp': return msg(str`Calls come through within ${ms(language, check)} ms.`);
    case 'bandwidth': return msg(str`About ${megabits(language, check.bitrate ?? 0)} Mbit/s: enough for pictures.`);
  }
}

function whatToDo(language: string, check: Check, problem: CheckProblem): string {
  const { name } = check;
  switch (problem) {
    case 'denied': return msg('It is blocked for this page. Allow it beside the address, then check again.');
    case 'dismissed':
    case 'revoked': return msg('It was not allowed. Check again and allow it when the browser asks.');
    case 'missing':
    case 'unplugged': return msg('None was found. Connect one, then check again.');
    case 'busy': return msg('Another program uses it. Close that one, then check again.');
    case 'unsupported': return msg('This page may not use it. Open it by https, or ask whoever runs it.');
    case 'silent': return msg('Nothing is heard. Say something; if that changes nothing, turn it up or choose another one.');
    case 'unheard': return msg('Turn up the volume or choose another output of your system, then play the tone again.');
    case 'slow': return msg(str`It takes ${ms(language, check)} ms to answer: calls may begin late. A better network helps.`);
    case 'narrow': return check.state === 'warning' ? msg(str`About ${kilobits(language, check.bitrate ?? 0)} kbit/s: enough for sound, not for pictures.`) : msg('Too little comes through, even for sound. Try another network.');
    case 'offline': return msg('It is not reached. Look at your network, then check again.');
    case 'forbidden': return msg('You may not join calls. An administrator can grant it.');
    case 'unreachable': return name === 'stun' ? msg('It is not reached from this network. Calls need a relay here.')
      : name === 'turnUdp' ? msg('It is not reached: this network may block UDP. Calls go by TCP where that works.') : msg('It is not reached. Try another network, or tell whoever runs the server.');
    case 'refused': return msg('It refuses us. Whoever runs the server should look at TURN_SECRET.');
    case 'blocked': return msg('It answers, but nothing comes through. Whoever runs it should open the ports it relays by.');
    case 'not-configured': return name === 'stun' ? msg('Nobody has set one up. Calls within one network need none.') : msg('Nobody has set one up. Calls to other networks may fail.');
    case 'no-way': return name === 'bandwidth' ? msg('Measured through a relay, and there is none.') : msg('Needs the server.');
  }
}

/** What was found, and what to do where it is not well. */
export const foundOf = (language: string, check: Check): string => (check.problem ? whatToDo(language, check, check.problem) : check.state === 'ok' ? works(language, check) : '');

/** All in one sentence. */
export function summaryOf(checks: readonly Check[]): string {
  const has = (state: Check['state']) => checks.some((check) => check.state === state);
  if (has('failed')) return msg('Something does not work. What to do stands beside it.');
  return has('warning') ? msg('You can call, but not everything is well.') : msg('You can call.');
}
