import type { CallFigures } from '@corridor/sdk';
import { svg, type SVGTemplateResult } from 'lit';

const high = 100, wide = 12, gap = 4;

/** One bar for each row, as high as it has calls: those that were answered below, the others above. It has no words: the table has them. */
export function bars(items: readonly CallFigures[], label: string): SVGTemplateResult {
  const most = Math.max(1, ...items.map(({ calls }) => calls)), all = items.length * (wide + gap);
  return svg`<svg viewBox=${`0 0 ${all} ${high}`} preserveAspectRatio="none" role="img" aria-label=${label}>${items.map(({ calls, answered }, index) => {
    const x = index * (wide + gap) + gap / 2, total = (calls / most) * high, met = (answered / most) * high;
    return svg`<rect class="lost" x=${x} y=${high - total} width=${wide} height=${total - met}></rect><rect class="met" x=${x} y=${high - met} width=${wide} height=${met}></rect>`;
  })}</svg>`;
}

/** A line through values between `least` and `most`; where one is not known it has a break. */
export function line(values: readonly (number | null)[], { least, most, label }: { readonly least: number; readonly most: number; readonly label: string }): SVGTemplateResult {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  let isDrawing = false;
  const path = values.map((value, index) => {
    if (value === null) { isDrawing = false; return ''; }
    const at = `${isDrawing ? 'L' : 'M'}${(index * step).toFixed(1)} ${(38 - (Math.min(most, Math.max(least, value)) - least) / (most - least) * 36).toFixed(1)}`;
    isDrawing = true;
    return values[index + 1] === undefined || values[index + 1] === null ? `${at}h0.1` : at; // one alone is a dot
  }).join('');
  return svg`<svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label=${label}><path d=${path}></path></svg>`;
}
