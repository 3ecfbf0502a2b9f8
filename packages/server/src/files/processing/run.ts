import { spawn } from 'node:child_process';
import os from 'node:os';
import type { Readable } from 'node:stream';
import type { Tool, ToolName, Tools } from './tools.ts';

/** A program that ended with an error, or was ended for taking too much. Its words are for the log. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

export interface Limits {
  /** Of time passed; of the processor's time where the system limits it. */
  seconds: number;
  /** Where it works and where its files go. */
  folder?: string;
  signal?: AbortSignal;
  /** Of what it prints, in bytes; a program that prints more is ended. */
  mostOutput?: number;
  /** Reads what is printed while it is; `output` stays empty. */
  read?: (output: Readable) => Promise<void>;
  /** Ends well with any exit code. */
  isAnyCode?: boolean;
}
export interface Ran { output: Buffer; errors: string }

const mostErrors = 4000;

/** Runs a program without a shell, in an almost empty environment, and ends it with all that it started. Throws `ProgramError`, or the signal's reason. */
export async function runProgram(program: string, args: readonly string[], { seconds, folder = os.tmpdir(), signal, mostOutput = 2 ** 20, read, isAnyCode = false }: Limits): Promise<Ran> {
  signal?.throwIfAborted();
  const env = { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' };
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, windowsHide: true });
  let ending: Error | undefined;
  const end = (reason: Error) => {
    ending ??= reason;
    // Its whole group: an office program forks, and its children would go on.
    try { process.kill(-child.pid!, 'SIGKILL'); } catch { child.kill('SIGKILL'); }
  };
  const onAbort = () => { end(signal!.reason as Error); };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => { end(new ProgramError(`${program} took longer than ${seconds} s`)); }, seconds * 1000);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => { reject(new ProgramError(`${program} does not start`, { cause })); });
    child.once('close', resolve);
  });
  const output: Buffer[] = [];
  let bytes = 0, errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-mostErrors); });
  const reading = read?.(child.stdout).catch((error: unknown) => { end(error as Error); });
  if (!read) child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostOutput) end(new ProgramError(`${program} prints more than ${mostOutput} bytes`));
    else output.push(chunk);
  });
  try {
    const code = await ended;
    await reading;
    if (ending) throw ending;
    if (code !== 0 && !isAnyCode) throw new ProgramError(`${program} ended with ${code ?? 'a signal'}: ${errors.trim()}`);
    return { output: Buffer.concat(output), errors };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

const gigabyte = 2 ** 30;
/** Address space, where the system limits it: much more than what is used, and an end to what would eat the machine. */
const memory: Partial<Record<ToolName, number>> = { soffice: 8 * gigabyte, ffmpeg: 6 * gigabyte, ffprobe: 6 * gigabyte };
const largestFile = 4 * gigabyte;

/** Runs one of the system's programs within the limits that the system knows how to set. */
export function runTool(tools: Tools, name: ToolName, args: readonly string[], limits: Limits): Promise<Ran> {
  return runBounded(tools, (tools[name] as Tool).path, args, { ...limits, addresses: memory[name] ?? 2 * gigabyte });
}

/** Runs a script in a process of its own, for what cannot be ended otherwise: it can, and a crash there is none here. */
export function runScript(tools: Tools, script: string, args: readonly string[], limits: Limits): Promise<Ran> {
  return runBounded(tools, process.execPath, ['-e', script, ...args], { ...limits, addresses: 16 * gigabyte });
}

function runBounded(tools: Tools, path: string, args: readonly string[], { addresses, ...limits }: Limits & { addresses: number }): Promise<Ran> {
  if (!tools.prlimit) return runProgram(path, args, limits);
  const cpu = limits.seconds * Math.min(os.availableParallelism(), 4);
  const bounds = [`--as=${addresses}`, `--cpu=${cpu}`, `--fsize=${largestFile}`, '--core=0', '--nofile=1024'];
  return runProgram(tools.prlimit.path, [...bounds, '--', path, ...args], limits);
}
