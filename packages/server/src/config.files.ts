import type { S3Settings } from './files/storage/s3.ts';

/** Where files are kept, and what they are encrypted with. */
export interface StoreConfig {
  /** Where new files go. */
  readonly store: 'disk' | 's3';
  /** Where there is one, also while new files go to the disk. */
  readonly s3: S3Settings | undefined;
  /** New files are encrypted under it. */
  readonly key: Buffer | undefined;
  readonly previousKey: Buffer | undefined;
  /** How long the bytes of deleted files are kept. */
  readonly keptDays: number;
}

interface Reading {
  text: (variable: string) => string | undefined;
  url: (variable: string, protocols: readonly string[], example: string) => string | undefined;
  flag: (variable: string) => boolean;
  number: (variable: string, preset: number, least: number, most: number) => number;
  problem: (variable: string, fix: string) => void;
}

export function readStoreConfig({ text, url, flag, number, problem }: Reading): StoreConfig {
  const key = (variable: string): Buffer | undefined => {
    const value = text(variable), bytes = Buffer.from(value ?? '', 'base64');
    if (value !== undefined && (bytes.length !== 32 || !/^[A-Za-z\d+/]+={0,2}$/.test(value))) problem(variable, 'must be the base64 of 32 bytes; try: openssl rand -base64 32');
    return value === undefined ? undefined : bytes;
  };
  const store = text('FILES_STORE') ?? 'disk', bucket = text('S3_BUCKET'), endpoint = url('S3_ENDPOINT', ['http:', 'https:'], 'https://s3.example');
  if (store !== 'disk' && store !== 's3') problem('FILES_STORE', 'must be `disk` or `s3`');
  if (bucket === undefined && (store === 's3' || text('S3_ENDPOINT') !== undefined)) problem('S3_BUCKET', 'is missing: it names the bucket that files are kept in');
  const [accessKeyId, secretAccessKey] = [text('S3_ACCESS_KEY_ID'), text('S3_SECRET_ACCESS_KEY')];
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) problem(accessKeyId === undefined ? 'S3_ACCESS_KEY_ID' : 'S3_SECRET_ACCESS_KEY', 'is missing beside the other one');
  const isPathStyle = flag('S3_FORCE_PATH_STYLE');
  const [current, previousKey] = [key('CORRIDOR_FILES_KEY'), key('CORRIDOR_FILES_KEY_PREVIOUS')];
  if (previousKey && !current) problem('CORRIDOR_FILES_KEY', 'is missing beside CORRIDOR_FILES_KEY_PREVIOUS');
  return {
    store: store === 's3' ? 's3' : 'disk', key: current, previousKey, keptDays: number('FILES_KEPT_DAYS', 30, 0, 3650),
    s3: bucket === undefined ? undefined : { bucket, endpoint, region: text('S3_REGION') ?? 'us-east-1', isPathStyle, credentials: accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : undefined },
  };
}
