// Files as an office has them: photos, bills and lists; each is like no other.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { one, type Person, text } from './soak-office.ts';

interface Made { name: string; bytes: Buffer<ArrayBuffer> }

const kilobyte = 1000;
/** 10 kB to 5 MB, as many between 10 and 100 kB as between 100 kB and 1 MB. */
const size = (): number => Math.round(10 * kilobyte * 500 ** Math.random());

const photo = async (size: string, noise: number): Promise<Buffer> =>
  (await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${size},noise=alls=${noise}:allf=t`, '-frames:v', '1', '-q:v', '4', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'], { encoding: 'buffer', maxBuffer: 2 ** 26 })).stdout;
const photos: Promise<Buffer[]> = Promise.all([photo('320x240', 10), photo('1280x960', 10), photo('1920x1080', 20), photo('3000x2000', 15), photo('4032x3024', 20)]);

/** A comment that makes it another one. */
async function makePhoto(): Promise<Made> {
  const bytes = one(await photos), comment = randomBytes(16).toString('hex');
  return { name: 'IMG_2041.jpg', bytes: Buffer.concat([bytes.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, comment.length + 2]), Buffer.from(comment), bytes.subarray(2)]) };
}

function makePdf(): Made {
  const words = `BT /F1 12 Tf 50 750 Td (${text()}) Tj ET`, noise = randomBytes(size()), head = Buffer.from('%PDF-1.4\n'), parts: Buffer[] = [head], at: number[] = [];
  const add = (body: Buffer | string) => { at.push(parts.reduce((sum, part) => sum + part.length, 0)); parts.push(Buffer.concat([Buffer.from(`${at.length} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')])); };
  const stream = (body: Buffer) => Buffer.concat([Buffer.from(`<< /Length ${body.length} >>\nstream\n`), body, Buffer.from('\nendstream')]);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  add('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>');
  add(stream(Buffer.from(words)));
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  add(stream(noise));
  const begin = parts.reduce((sum, part) => sum + part.length, 0);
  return { name: 'bill.pdf', bytes: Buffer.concat([...parts, Buffer.from(`xref\n0 ${at.length + 1}\n0000000000 65535 f \n${at.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${at.length + 1} /Root 1 0 R >>\nstartxref\n${begin}\n%%EOF\n`)]) };
}

function makeList(): Made {
  const lines = ['Article,Amount'], most = Math.min(size(), 500 * kilobyte);
  for (let length = 0; length < most; length += lines.at(-1)!.length + 1) lines.push(`${text(2, 8)},${lines.length}`);
  return { name: 'stock.csv', bytes: Buffer.from(lines.join('\n')) };
}

/** Ten seconds of a voice that falls. */
export function makeVoice(): Made {
  const rate = 16_000, samples = Buffer.alloc(rate * 20), head = Buffer.alloc(44), begin = 200 + Math.random() * 100;
  for (let i = 0; i < rate * 10; i++) samples.writeInt16LE(Math.round(9000 * Math.sin((i / rate) * 2 * Math.PI * (begin - i / 4000)) * (i % 9000 < 6000 ? 1 : 0)), i * 2);
  head.write('RIFF', 0);
  head.writeUInt32LE(samples.length + 36, 4);
  head.write('WAVEfmt ', 8);
  for (const [at, value] of [[16, 16], [24, rate], [28, rate * 2], [40, samples.length]] as const) head.writeUInt32LE(value, at);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) head.writeUInt16LE(value, at);
  head.write('data', 36);
  return { name: 'voice.wav', bytes: Buffer.concat([head, samples]) };
}

export const makeFile = async (): Promise<Made> => { const at = Math.random(); return at < 0.45 ? makePhoto() : at < 0.8 ? makePdf() : makeList(); };

/** What lies there; of what a photo says of itself the server takes something away, so it comes back as another file. */
export interface Stored { id: string; sha256: string | undefined; isGone: boolean }

export async function upload(person: Person, { name, bytes }: Made, purpose: 'file' | 'voice' = 'file'): Promise<Stored> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { uploadId, fileId } = JSON.parse((await person.fetch('begins a file', '/files', { method: 'POST', body: JSON.stringify({ name, bytes: bytes.length, sha256, purpose }) })).toString()) as { uploadId: string; fileId: string };
  await person.fetch('a file up', `/uploads/${uploadId}`, { method: 'PATCH', body: bytes, headers: { 'Content-Type': 'application/offset+octet-stream', 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' } });
  return { id: fileId, sha256: name.endsWith('.jpg') ? undefined : sha256, isGone: false };
}

/** As it is, or a picture of it where there is one by now. */
export async function download(person: Person, { id, sha256 }: Stored): Promise<void> {
  const as = one(['original', 'original', 'thumbnail', 'preview'] as const), { items: [found] } = await person.ask('files.urls', { items: [{ fileId: id, as }] });
  if (!found) return;
  const bytes = await person.fetch(`a file down (${as})`, new URL(found.url, person.url).href);
  if (as === 'original' && sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error('a file came back as another one');
}
