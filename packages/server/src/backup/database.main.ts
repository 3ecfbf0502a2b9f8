#!/usr/bin/env node
import { runDatabase } from './database.command.ts';

const stopping = new AbortController();
process.on('SIGINT', () => { if (stopping.signal.aborted) process.exit(130); stopping.abort(); });
process.on('SIGTERM', () => { stopping.abort(); });

const isTTY = process.stderr.isTTY === true;
const terminal = { out: (text: string) => { console.log(text); }, error: (text: string) => { process.stderr.write(isTTY ? text : `${text}\n`); }, isTTY };
try { process.exitCode = await runDatabase(process.argv.slice(2), process.env, terminal, stopping.signal); }
catch (error) {
  console.error(error);
  process.exitCode = 1;
}
