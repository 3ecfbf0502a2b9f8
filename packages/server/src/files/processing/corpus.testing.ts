import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const execute = promisify(execFile);
const run = async (folder: string, program: string, ...args: string[]): Promise<void> => { await execute(program, args, { cwd: folder, timeout: 120_000, env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' } }); };

const place = { IFD0: { Make: 'SecretCam', Artist: 'Ada Secret' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '0/1 7/1 0/1' } };

/** Pictures of 1200 × 800 pixels that stand turned by a right angle, taken by SecretCam in London, as far as their type can say that; BMP, GIF and SVG of 640 × 480. */
export async function makeImages(folder: string): Promise<void> {
  await run(folder, 'ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=1200x800:d=1', '-frames:v', '1', 'plain.png');
  const turned = () => sharp(path.join(folder, 'plain.png')).withMetadata({ orientation: 6, exif: place });
  for (const [name, format, options] of [['photo.jpg', 'jpeg', { progressive: true }], ['photo.webp', 'webp', {}], ['photo.png', 'png', {}], ['photo.avif', 'avif', {}]] as const) await turned().toFormat(format, options).toFile(path.join(folder, name));
  await run(folder, 'heif-enc', '-o', 'photo.heic', 'photo.jpg');
  await run(folder, 'convert', 'plain.png', '-orient', 'right-top', '-set', 'tiff:make', 'SecretCam', '-set', 'tiff:artist', 'Ada Secret', '-compress', 'lzw', 'photo.tiff');
  await run(folder, 'ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=640x480:d=1', '-frames:v', '1', 'drawing.bmp');
  await run(folder, 'ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=640x480:d=1:r=5', 'moving.gif');
  await fs.writeFile(path.join(folder, 'drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="teal"/><text x="9" y="40">Gearbox seal</text></svg>');
}

const paragraphs = '<h1>Angebot 4711</h1><p>Die Lieferung der Hydraulikpumpen für Herrn Müller erfolgt im März. Delivery of hydraulic pumps.</p>';
const deck = `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:body><office:presentation>${['Quartalszahlen der Hydraulikpumpen', 'Turbine roadmap'].map((words, i) => `<draw:page draw:name="p${i}"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="5cm"><draw:text-box><text:p>${words}</text:p></draw:text-box></draw:frame></draw:page>`).join('')}</office:presentation></office:body></office:document>`;

/** Documents about hydraulic pumps by LibreOffice, in each form of the office programs, and PDF. */
export async function makeDocuments(folder: string): Promise<void> {
  await fs.writeFile(path.join(folder, 'offer.html'), `<html><head><meta charset="utf-8"><title>Angebot 4711</title><meta name="author" content="Ada Lovelace"></head><body>${paragraphs}</body></html>`);
  await fs.writeFile(path.join(folder, 'stock.csv'), 'Artikel,Menge\nHydraulikpumpe,12\nDichtung,7431\n');
  await fs.writeFile(path.join(folder, 'deck.fodp'), deck);
  const convert = (to: string, file: string, ...more: string[]) => run(folder, 'soffice', `-env:UserInstallation=file://${folder}/profile`, '--headless', ...more, '--convert-to', to, file);
  await convert('odt', 'offer.html', '--infilter=HTML (StarWriter)', '--writer');
  for (const type of ['docx', 'doc', 'rtf', 'pdf']) await convert(type, 'offer.odt');
  for (const type of ['xlsx', 'xls', 'ods']) await convert(type, 'stock.csv');
  for (const type of ['pptx', 'ppt', 'odp']) await convert(type, 'deck.fodp');
  await Promise.all(['profile', 'deck.fodp', 'offer.html'].map((name) => fs.rm(path.join(folder, name), { recursive: true })));
}

/** Films of two seconds, 320 × 240, one of them standing, and sounds that grow louder. */
export async function makeMedia(folder: string): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=2'], tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
  const make = (name: string, ...args: string[]) => run(folder, 'ffmpeg', '-y', '-v', 'error', ...args, name);
  const both = [...picture, ...tone, '-shortest'];
  await make('film.mp4', ...both, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-metadata', 'title=Pump test');
  await make('film.webm', ...both, '-c:v', 'libvpx', '-c:a', 'libvorbis');
  await make('film.avi', ...both, '-c:v', 'mpeg4', '-c:a', 'mp3');
  await make('film.wmv', ...both, '-c:v', 'wmv2', '-c:a', 'wmav2');
  await make('film.flv', ...both, '-c:v', 'flv', '-c:a', 'mp3', '-ar', '44100');
  await make('film.mkv', ...both, '-c:v', 'libx264', '-c:a', 'aac');
  await make('film.mov', '-i', 'film.mp4', '-c', 'copy', '-metadata:s:v:0', 'rotate=90');
  const rising = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=4', '-af', 'volume=\'t/4\':eval=frame', '-metadata', 'title=Pump noise', '-metadata', 'artist=Ada'];
  for (const name of ['sound.mp3', 'sound.wav', 'sound.flac', 'sound.aac', 'sound.ogg', 'sound.wma']) await make(name, ...rising);
}

/** Archives of two files, `pump-drawing.txt` and one with a long name. */
export async function makeArchives(folder: string): Promise<void> {
  const inside = path.join(folder, 'inside'), long = `${'a-long-name-'.repeat(12)}valve.txt`;
  await fs.mkdir(inside);
  await fs.writeFile(path.join(inside, 'pump-drawing.txt'), 'drawing');
  await fs.writeFile(path.join(inside, long), 'valve');
  await run(folder, 'zip', '-qr', 'archive.zip', 'inside');
  await run(folder, '7z', 'a', '-bso0', 'archive.7z', 'inside');
  await run(folder, 'tar', 'cf', 'archive.tar', 'inside');
  await run(folder, 'tar', '--format=pax', '-czf', 'archive.tar.gz', 'inside');
  await fs.rm(inside, { recursive: true });
}
