/** Where a full sheet takes the panel's place: a phone, or anything worked with fingers. */
export const sheetQuery = '(max-width: 480px), (pointer: coarse)';

/** Fits a sheet to what the on-screen keyboard leaves free, until the answer is called. */
export function followViewport(sheet: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const fit = (): void => {
    sheet.style.setProperty('--sheet-height', `${viewport.height}px`);
    sheet.style.setProperty('--sheet-top', `${viewport.offsetTop}px`);
  };
  viewport.addEventListener('resize', fit);
  viewport.addEventListener('scroll', fit);
  fit();
  return () => {
    viewport.removeEventListener('resize', fit);
    viewport.removeEventListener('scroll', fit);
  };
}
