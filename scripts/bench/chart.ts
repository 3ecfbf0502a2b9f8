import type { Figure } from './figure.ts';
import { digits } from './shown.ts';

const width = 720, left = 300, right = 110, bar = 12, gap = 26, top = 28;
const escape = (text: string) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);

/** Two bars for each figure that has a floor, both to the scale of the larger one; in colours for light and dark pages. Undefined where no figure has one. */
export function chart(figures: readonly Figure[]): string | undefined {
  const beside = figures.filter((one) => one.floor !== null && one.ratio !== null && Number.isFinite(one.ratio));
  if (beside.length === 0) return undefined;
  const height = top + beside.length * (bar * 2 + gap);
  const rows = beside.map(({ name, unit, corridor, floor }, row) => {
    const y = top + row * (bar * 2 + gap), scale = (width - left - right) / Math.max(corridor, floor!, Number.MIN_VALUE);
    const line = (kind: string, value: number, at: number) => {
      const long = Math.max(1, Math.round(Math.max(0, value) * scale));
      return `<rect class="${kind}" x="${left}" y="${at}" width="${long}" height="${bar}" rx="2"/><text x="${left + long + 6}" y="${at + 10}">${digits(value)} ${unit}</text>`;
    };
    return `<text x="${left - 10}" y="${y + bar + 4}" text-anchor="end">${escape(name)}</text>${line('corridor', corridor, y)}${line('floor', floor!, y + bar + 2)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12">
<style>text { fill: #24292f } .corridor { fill: #2563eb } .floor { fill: #9aa4b2 } @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .corridor { fill: #60a5fa } .floor { fill: #6b7280 } }</style>
<rect class="corridor" x="${left}" y="8" width="10" height="10" rx="2"/><text x="${left + 16}" y="17">Corridor</text><rect class="floor" x="${left + 90}" y="8" width="10" height="10" rx="2"/><text x="${left + 106}" y="17">floor</text>
${rows.join('\n')}
</svg>
`;
}
