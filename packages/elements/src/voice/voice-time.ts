import { msg, plural, str } from '../base/localisation.ts';

/** 0:07, 12:30 */
export function formatTime(language: string, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds)), number = (value: number, digits: number) => new Intl.NumberFormat(language, { minimumIntegerDigits: digits, useGrouping: false }).format(value);
  return `${number(Math.floor(whole / 60), 1)}:${number(whole % 60, 2)}`;
}

/** "1 minute 12 seconds", to be heard. */
export function spokenTime(language: string, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds)), minutes = Math.floor(whole / 60), rest = whole % 60;
  const unit = (value: number, unit: string) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  return [...(minutes ? [unit(minutes, 'minute')] : []), ...(rest || !minutes ? [unit(rest, 'second')] : [])].join(' ');
}

/** "30 seconds left" */
export const timeLeft = (language: string, seconds: number): string => {
  const count = Math.ceil(seconds), shown = new Intl.NumberFormat(language).format(count);
  return count > 0 ? plural(language, count, { one: str`${shown} second left`, other: str`${shown} seconds left` }) : msg('No time left');
};
