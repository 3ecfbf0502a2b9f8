import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTurns } from '../../turns.ts';
import { readOfficeText } from './office.text.ts';
import { readPdf } from './pdf.ts';
import { runTool } from './run.ts';
import type { Made, Source, Workshop } from './types.ts';

const seconds = 120;
/** An office program takes hundreds of megabytes: one at a time. */
const turns = createTurns(1);
const isPacked = (mediaType: string) => /openxmlformats|opendocument/.test(mediaType);

/**
 * LibreOffice's own settings for a run: no macro runs, no link of a document is followed, and what would still ask the network meets a proxy that is not there,
 * so that a document learns nothing of the server's surroundings.
 */
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${[
    ['/org.openoffice.Office.Common/Security/Scripting', 'MacroSecurityLevel', '3'],
    ['/org.openoffice.Office.Common/Security/Scripting', 'DisableMacrosExecution', 'true'],
    ['/org.openoffice.Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'],
    ['/org.openoffice.Office.Common/Security/Scripting', 'DisableActiveContent', 'true'],
    ['/org.openoffice.Office.Writer/Content/Update', 'Link', '2'],
    ['/org.openoffice.Office.Calc/Content/Update', 'Link', '2'],
    ['/org.openoffice.Inet/Settings', 'ooInetProxyType', '2'],
    ['/org.openoffice.Inet/Settings', 'ooInetHTTPProxyName', '127.0.0.1'], ['/org.openoffice.Inet/Settings', 'ooInetHTTPProxyPort', '9'],
    ['/org.openoffice.Inet/Settings', 'ooInetHTTPSProxyName', '127.0.0.1'], ['/org.openoffice.Inet/Settings', 'ooInetHTTPSProxyPort', '9'],
    ['/org.openoffice.Inet/Settings', 'ooInetNoProxy', ''],
  ].map(([item, name, value]) => `<item oor:path="${item}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`).join('\n')}
</oor:items>
`;

/** A PDF of an office document, made by LibreOffice with a profile of its own. */
async function toPdf({ path: file, name }: Source, { tools, folder, signal }: Workshop): Promise<string> {
  const profile = path.join(folder, 'profile'), output = path.join(folder, 'pdf');
  await fs.mkdir(path.join(profile, 'user'), { recursive: true });
  await fs.writeFile(path.join(profile, 'user', 'registrymodifications.xcu'), settings);
  const document = path.join(folder, `document${/\.[a-z\d]{1,5}$/i.exec(name)?.[0] ?? ''}`); // its ending helps LibreOffice, its name is the sender's
  await fs.symlink(path.resolve(file), document);
  const end = await turns('office');
  try {
    await runTool(tools, 'soffice', [
      `-env:UserInstallation=${pathToFileURL(profile).href}`, '--headless', '--norestore', '--nolockcheck', '--nodefault', '--nofirststartwizard', '--convert-to', 'pdf', '--outdir', output, document,
    ], { seconds, folder, signal });
  } finally { end(); }
  await fs.rm(profile, { recursive: true, force: true });
  const [made] = await fs.readdir(output).catch((): string[] => []);
  if (made === undefined) throw new Error('LibreOffice made no PDF'); // it says so, and ends with 0
  return path.join(output, made);
}

/** Text and facts of an office document, and where LibreOffice is there its pages as PDF with pictures of the first. */
export async function readOffice(source: Source, workshop: Workshop): Promise<Omit<Made, 'problems'>> {
  const { tools, signal, note } = workshop;
  const own = isPacked(source.mediaType) ? await readOfficeText(source.path, signal).catch((error: unknown): undefined => { note(error); }) : undefined;
  const pdf = tools.soffice && await toPdf(source, workshop).catch((error: unknown): undefined => { note(error); });
  if (!pdf) return { facts: own?.facts ?? {}, renditions: [], ...(own?.text && { text: own.text }) };
  const { facts, renditions, text } = await readPdf(pdf, workshop);
  const words = own?.text || text; // a spreadsheet's cells are cut at the pages' edges
  return { facts: { ...facts, ...own?.facts, ...(facts.pages && { pages: facts.pages }) }, renditions: [...renditions, { kind: 'pdf', path: pdf, mediaType: 'application/pdf' }], ...(words && { text: words }) };
}
