import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createTurns } from '../../turns.ts';
import { type ByteRange, idIn, missing, type ObjectStore, type StoredKey, taken } from './store.ts';

export interface S3Settings {
  /** Unset: Amazon's own, by region. */
  readonly endpoint?: string | undefined;
  readonly bucket: string;
  readonly region: string;
  /** Unset: from the environment or the machine's role, as Amazon's SDK looks for it. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** The bucket in the path instead of the host name. */
  readonly isPathStyle: boolean;
}

const mebibyte = 1024 * 1024;
/** S3 takes at most 10,000 parts of at least 5 MiB. */
const mostParts = 10_000, leastPartBytes = 8 * mebibyte, partsAtOnce = 3;
/** Each holds its parts in memory. */
const putsAtOnce = 3;
const isMissing = (error: unknown) => ['NotFound', 'NoSuchKey'].includes((error as Error).name) || (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;

/** Objects in a bucket of Amazon S3, or of anything that speaks its protocol. */
export class S3Store implements ObjectStore {
  readonly name = 's3';
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #turns = createTurns(putsAtOnce);

  constructor({ endpoint, bucket, region, credentials, isPathStyle }: S3Settings) {
    this.#bucket = bucket;
    this.#client = new S3Client({
      region, forcePathStyle: isPathStyle, ...(endpoint === undefined ? {} : { endpoint }), ...(credentials ? { credentials } : {}),
      requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED', // many servers but Amazon's do not know the newer ones
      requestHandler: { connectionTimeout: 10_000, requestTimeout: 120_000, throwOnRequestTimeout: true },
    });
  }

  async put(key: string, from: string): Promise<void> {
    if (await this.size(key) !== undefined) throw taken(key);
    const { size } = await stat(from);
    const partSize = Math.max(leastPartBytes, Math.ceil(size / mostParts / mebibyte) * mebibyte);
    const upload = new Upload({
      client: this.#client, params: { Bucket: this.#bucket, Key: key, Body: createReadStream(from, { highWaterMark: mebibyte }), ContentType: 'application/octet-stream' }, partSize, queueSize: partsAtOnce,
    });
    const leave = await this.#turns(this.#bucket);
    await upload.done().finally(leave);
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key, ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}) }));
      return Body as Readable;
    } catch (error) {
      if ((error as Error).name === 'InvalidRange') return Readable.from([]);
      throw isMissing(error) ? missing(key) : error;
    }
  }

  async size(key: string): Promise<number | undefined> {
    try { return (await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }))).ContentLength ?? 0; }
    catch (error) { if (isMissing(error)) return undefined; throw error; }
  }

  async delete(key: string): Promise<void> {
    try { await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key })); }
    catch (error) { if (!isMissing(error)) throw error; }
  }

  async* list(prefix: string): AsyncGenerator<StoredKey> {
    for (let token: string | undefined; ;) {
      const page = await this.#client.send(new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }));
      for (const { Key = '', Size = 0, LastModified = new Date() } of page.Contents ?? []) yield { key: Key, bytes: Size, changedAt: LastModified };
      if (!page.IsTruncated || page.NextContinuationToken === undefined) return;
      token = page.NextContinuationToken;
    }
  }

  /** Parts of uploads that were never completed cost money and are listed nowhere else. */
  async sweep(before: Date): Promise<number> {
    let swept = 0;
    for (let after: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
      const page = await this.#client.send(new ListMultipartUploadsCommand({ Bucket: this.#bucket, ...after }));
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (!Key || idIn(Key) === undefined || !UploadId || !Initiated || Initiated >= before) continue; // the bucket may be shared
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }));
        swept++;
      }
      if (!page.IsTruncated || !page.NextKeyMarker) return swept;
      after = { KeyMarker: page.NextKeyMarker, ...(page.NextUploadIdMarker ? { UploadIdMarker: page.NextUploadIdMarker } : {}) };
    }
  }

  close(): void { this.#client.destroy(); }
}
