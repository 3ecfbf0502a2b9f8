/** Which rows of a long list are there: those on screen and some beyond. */
export interface RowWindow { first: number; end: number; before: number; after: number }

/** `top` and `height` of the view and the rows' own height in px. */
export function rowWindow(count: number, height: number, view: { top: number; height: number }, beyond = 8): RowWindow {
  const first = Math.max(0, Math.min(count - 1, Math.floor(view.top / height) - beyond)), end = Math.min(count, Math.ceil((view.top + view.height) / height) + beyond);
  return { first, end, before: first * height, after: Math.max(0, (count - end) * height) };
}
