// PDF.js, in the page itself: a worker would need a script from elsewhere than the host's CSP names, or one made of a string.
import { getDocument, PDFWorker, TextLayer, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';
// @ts-expect-error -- it comes without types
import * as otherHalf from 'pdfjs-dist/build/pdf.worker.mjs';

export type { PDFDocumentProxy, PDFPageProxy };
export { TextLayer };

let worker: Promise<PDFWorker> | undefined;

/** PDF.js looks for its other half in a global: it finds ours there once, and a PDF.js of the page's own, which may be another version, never does. */
async function sharedWorker(): Promise<PDFWorker> {
  const page = globalThis as { pdfjsWorker?: unknown }, before = page.pdfjsWorker;
  page.pdfjsWorker = otherHalf;
  const made = new PDFWorker({ verbosity: 0 });
  await made.promise;
  if (before === undefined) delete page.pdfjsWorker;
  else page.pdfjsWorker = before;
  return made;
}

/** Opens a document; what is needed of it is fetched in parts. `close` ends that. */
export async function openPdf(url: string): Promise<{ document: PDFDocumentProxy; close: () => void }> {
  const task = getDocument({ url, worker: await (worker ??= sharedWorker()), isEvalSupported: false, useWasm: false, enableXfa: false, disableAutoFetch: true, rangeChunkSize: 256 * 1024, verbosity: 0 });
  return { document: await task.promise, close: () => void task.destroy() };
}
