import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from './run.ts';

export interface Tool { readonly path: string; readonly version: string }

/** How each program is asked for its version, and how it answers, on either stream. */
const asked = {
  ffmpeg: [['-version'], /version (\S+)/], ffprobe: [['-version'], /version (\S+)/],
  pdftoppm: [['-v'], /version (\S+)/], pdftotext: [['-v'], /version (\S+)/], pdfinfo: [['-v'], /version (\S+)/],
  soffice: [['--version'], /LibreOffice (\S+)/], heifConvert: [['--help'], /version: (\S+)/], prlimit: [['--version'], /(\d\S*)\s*$/],
} satisfies Record<string, [string[], RegExp]>;

export type ToolName = keyof typeof asked;
export type Tools = Readonly<Partial<Record<ToolName, Tool>>>;
export const toolNames = Object.keys(asked) as ToolName[];

const files: Partial<Record<ToolName, string>> = { heifConvert: 'heif-convert' };

async function findOn(folders: readonly string[], file: string): Promise<string | undefined> {
  for (const folder of folders) {
    const candidate = path.join(folder, file);
    try {
      await fs.access(candidate, constants.X_OK);
      return candidate;
    } catch { /* the next folder */ }
  }
  return undefined;
}

/** The programs of the system that previews are made with, each with its version; what is missing, or does not answer, is left out. */
export async function findTools(searchPath = process.env.PATH ?? ''): Promise<Tools> {
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const found = await Promise.all(toolNames.map(async (name): Promise<[ToolName, Tool] | undefined> => {
    const program = await findOn(folders, files[name] ?? name);
    if (!program) return undefined;
    const [args, pattern] = asked[name];
    try {
      const { output, errors } = await runProgram(program, args, { seconds: 20, isAnyCode: true });
      const version = pattern.exec(`${output.toString()}\n${errors}`.trim())?.[1];
      return version === undefined ? undefined : [name, { path: program, version }];
    } catch { return undefined; } // it is there and does not start: as good as not there
  }));
  return Object.fromEntries(found.filter((one) => one !== undefined));
}

let found: Promise<Tools> | undefined;
/** Those of this system, looked for once. */
export const systemTools = (): Promise<Tools> => (found ??= findTools());

/** Versions by program, null where it is missing. */
export const toolVersions = (tools: Tools): Record<ToolName, string | null> =>
  Object.fromEntries(toolNames.map((name) => [name, tools[name]?.version ?? null])) as Record<ToolName, string | null>;
