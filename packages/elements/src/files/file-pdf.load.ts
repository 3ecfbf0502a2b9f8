// PDF.js, in the page itself: a worker would need a script from elsewhere than the host's CSP names, or one made of a string.
import { getDocument, TextLayer, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';
// @ts-expect-error -- it comes without types
import * as otherHalf from 'pdfjs-dist/build/pdf.worker.mjs';

export type { PDFDocumentProxy, PDFPageProxy };
export { TextLayer };

/** Opens a document; what is needed of it is fetched in parts. `close` ends that. */
export async function openPdf(url: string): Promise<{ document: PDFDocumentProxy; close: () => void }> {
  // PDF.js looks for its other half in a global: it finds ours there, and a PDF.js of the page's own, which may be another version, never does.
  const page = globalThis as { pdfjsWorker?: unknown }, before = page.pdfjsWorker;
  page.pdfjsWorker = otherHalf;
  const task = getDocument({ url, isEvalSupported: false, useWasm: false, enableXfa: false, disableAutoFetch: true, rangeChunkSize: 256 * 1024, verbosity: 0 });
  if (before === undefined) delete page.pdfjsWorker;
  else page.pdfjsWorker = before;
  return { document: await task.promise, close: () => void task.destroy() };
}
