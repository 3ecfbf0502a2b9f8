import { msg } from '../base/localisation.ts';

export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

/** Keys that are pressed together, such as `Ctrl Enter`, as the keyboard in front of the person names them. */
export function keyNames(keys: string): string {
  const names: Readonly<Record<string, string>> = isMac()
    ? { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Del: '⌫' }
    : { Ctrl: msg('Ctrl'), Shift: msg('Shift'), Enter: msg('Enter'), Del: msg('Del') };
  return keys.split(' ').map((key) => names[key] ?? key).join(' ');
}
