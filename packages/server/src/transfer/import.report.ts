import type { Terminal } from '../command.ts';
import type { ImportReport, Progress } from './slack.import.ts';

const lineEveryMs = 5000, barEveryMs = 100, width = 30;

/** A bar on a terminal, now and then a line elsewhere. */
export function progressOn({ error, isTTY }: Pick<Terminal, 'error' | 'isTTY'>): { tell: (progress: Progress) => void; end: () => void; seconds: () => number } {
  const begin = performance.now();
  let last = -Infinity, hasBar = false;
  return {
    tell({ stage, done, of }) {
      const now = performance.now();
      if (now - last < (isTTY ? barEveryMs : lineEveryMs) && done !== of) return;
      last = now;
      const share = of ? Math.min(1, done / of) : undefined;
      const figures = `${stage} ${done.toLocaleString('en')}${of === undefined ? '' : ` of ${of.toLocaleString('en')}`} messages`;
      if (!isTTY) { error(figures); return; }
      hasBar = true;
      const bar = share === undefined ? '' : `[${'█'.repeat(Math.round(share * width)).padEnd(width, '·')}] `;
      error(`\r\u001b[K${bar}${figures}`);
    },
    end: () => { if (hasBar) error('\r\u001b[K'); },
    seconds: () => (performance.now() - begin) / 1000,
  };
}

/** What was there, what is there now, and what was not taken over and why. */
export function reportLines({ found, planned, stored, added, people, skipped, problems }: ImportReport, seconds: number): string[] {
  const row = (name: string, ...figures: (number | undefined)[]) => `${name.padEnd(12)}${figures.map((figure) => (figure === undefined ? '' : figure.toLocaleString('en')).padStart(14)).join('')}`;
  const names = ['channels', 'people', 'messages', 'threads', 'replies', 'reactions'] as const;
  const list = (title: string, lines: readonly string[]) => (lines.length ? ['', title, ...lines.map((line) => `  ${line}`)] : []);
  return [
    `${''.padEnd(12)}${'in the export'.padStart(14)}${stored ? 'stored'.padStart(14) : ''}`,
    ...names.map((name) => row(name, planned[name], stored?.[name])),
    '',
    `${found.toLocaleString('en')} messages read. People: ${people.file} by the file, ${people['e-mail']} by e-mail address, ${people.placeholder} stand-ins.`,
    stored ? `New: ${added.messages.toLocaleString('en')} messages, ${added.people.toLocaleString('en')} people, in ${seconds.toFixed(1)} s (${Math.round(added.messages / Math.max(seconds, 0.001)).toLocaleString('en')} messages/s).` : 'A dry run: nothing was written.',
    ...list('Not taken over:', [...skipped].sort(([, a], [, b]) => b - a).map(([why, times]) => `${times.toLocaleString('en')} × ${why}`)),
    ...list('Found broken or missing:', problems),
  ];
}
