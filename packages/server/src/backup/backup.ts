import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import type { Table } from './backup.tables.ts';

export type BackupCode = 'usage' | 'not-found' | 'not-empty' | 'newer' | 'older' | 'broken' | 'in-use' | 'changed' | 'refused';

/** What somebody who makes a backup or restores one can put right; the message says how. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupCode;
  constructor(code: BackupCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How far a column that counts by itself has come. */
export interface Counter { readonly table: string; readonly column: string; readonly value: number }

/** What went by of one table. */
export interface Copied { readonly rows: number; readonly bytes: number; readonly sha256: string }

/** All of a database at one moment, from a file or from the database itself. Tables are read one after the other, each once. */
export interface Backup {
  /** Names of the migrations that had been run, in their order. */
  readonly migrations: readonly string[];
  readonly tables: readonly Table[];
  /** A table's rows as PostgreSQL's COPY writes them, as text. */
  read(table: Table): Promise<Readable>;
  /** Throws where what went by is not the whole table. */
  confirm(table: Table, copied: Copied): Promise<void>;
  /** After all tables have been read. */
  counters(): Promise<readonly Counter[]>;
}

const lineFeed = 10;

/** Lets bytes through and counts them, and rows: each ends with a line feed, and none has another. */
export function counting(onBytes: (rows: number, bytes: number) => void): { stream: Transform; copied: () => Copied } {
  const hash = createHash('sha256');
  let rows = 0, bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let found = 0;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) found++;
      rows += found;
      bytes += chunk.length;
      hash.update(chunk);
      onBytes(found, chunk.length);
      done(null, chunk);
    },
  });
  return { stream, copied: () => ({ rows, bytes, sha256: hash.digest('hex') }) };
}

/** Told as rows go by: all rows and bytes so far, and of which table the last ones were. */
export type OnProgress = (table: string, rows: number, bytes: number) => void;

/** Adds up what goes by of all tables. */
export function adding(onProgress: OnProgress): (table: Table) => (rows: number, bytes: number) => void {
  let allRows = 0, allBytes = 0;
  return ({ name }) => (rows, bytes) => onProgress(name.replace(/^public\./, ''), allRows += rows, allBytes += bytes);
}
