import fs from 'node:fs/promises';
import path from 'node:path';
import { picturesOf } from './image.ts';
import { runTool } from './run.ts';
import { plainText, readBeginning, shortText } from './text.ts';
import type { FileFacts, Made, MadeRendition, Workshop } from './types.ts';

const mostPagesOfText = 500, side = 2048, mostTextBytes = 4 * 2 ** 20;

function factsIn(printed: string): FileFacts {
  const field = (name: string) => new RegExp(`^${name}:[ \\t]+(.+)$`, 'm').exec(printed)?.[1];
  const pages = Number(field('Pages')), title = shortText(field('Title')), author = shortText(field('Author'));
  return { ...(Number.isInteger(pages) && pages > 0 ? { pages } : {}), ...(title && { title }), ...(author && { author }) };
}

/** Pages, title and author, pictures of the first page, and the text of the first 500 pages: each where its program is there. */
export async function readPdf(file: string, { tools, folder, signal, note }: Workshop): Promise<Omit<Made, 'problems'>> {
  const limits = { seconds: 60, folder, signal };
  const attempt = <T>(work: () => Promise<T>): Promise<T | undefined> => work().catch((error: unknown): undefined => { note(error); });
  const facts = tools.pdfinfo && await attempt(async () => factsIn((await runTool(tools, 'pdfinfo', ['-enc', 'UTF-8', file], limits)).output.toString()));
  const text = tools.pdftotext && await attempt(async () => {
    const output = path.join(folder, 'text.txt');
    await runTool(tools, 'pdftotext', ['-enc', 'UTF-8', '-l', String(mostPagesOfText), '-nopgbrk', file, output], limits);
    return plainText((await readBeginning(output, mostTextBytes)).toString());
  });
  const renditions = tools.pdftoppm && await attempt(async (): Promise<MadeRendition[]> => {
    const output = path.join(folder, 'page');
    await runTool(tools, 'pdftoppm', ['-f', '1', '-l', '1', '-singlefile', '-scale-to', String(side), '-png', file, output], limits);
    const pictures = await picturesOf(`${output}.png`, folder);
    await fs.rm(`${output}.png`);
    return pictures;
  });
  return { facts: facts ?? {}, renditions: renditions ?? [], ...(text && { text }) };
}
