import { z } from 'zod';

/** Whom a mention can mean: a user `@id`, a group `&id`, or everybody in the channel (`!channel`, and `!here` those who are active). */
export const Mentioned = z.string().regex(/^(?:[@&][^]{1,320}|!channel|!here)$/).meta({ id: 'Mentioned' });

const named = /<(@&?[^\s<>]{1,1000}|!channel|!here)>/g;

const idOf = (text: string) => { try { return decodeURIComponent(text); } catch { return ''; } };

/** The text with a gap for each piece of code, in one pass: whoever writes it chooses how many marks there are. */
function withoutCode(text: string): string {
  let fence = '';
  const plain = text.split('\n').map((line) => {
    const [, run = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})?(.*)/.exec(line) ?? [];
    const mark = run[0] === '`' && rest.includes('`') ? '' : run;
    if (!fence) { fence = mark; return mark ? '' : line; }
    if (mark.startsWith(fence) && !rest.trim()) fence = '';
    return '';
  }).join('\n');
  const marks = [...plain.matchAll(/`+/g)], closing: number[] = [], byLength = new Map<number, number>();
  for (let i = marks.length - 1; i >= 0; i--) { closing[i] = byLength.get(marks[i]![0].length) ?? 0; byLength.set(marks[i]![0].length, i); }
  let kept = '', at = 0;
  for (let i = 0; i < marks.length; i++) {
    if (!closing[i]) continue;
    kept += plain.slice(at, marks[i]!.index) + ' ';
    i = closing[i]!;
    at = marks[i]!.index + marks[i]![0].length;
  }
  return kept + plain.slice(at);
}

/** Whom a text names outside of code: each once, at most `most`. */
export function mentionsIn(text: string, most = 100): string[] {
  if (!text.includes('<@') && !text.includes('<!')) return [];
  const found = [...withoutCode(text).matchAll(named)].map(([, form = '']) => form[0] === '!' ? form : form[1] === '&' ? `&${idOf(form.slice(2))}` : `@${idOf(form.slice(1))}`);
  return [...new Set(found)].filter((one) => one.length > 1 && one.length <= 321 && !one.includes('\0')).slice(0, most);
}
