import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { examineArchive } from './archives.ts';
import { archiveLimits } from './budget.ts';
import { picture } from './safety.testing.ts';
import { examine } from './verdict.ts';

const exec = promisify(execFile);
const is = async (file: string, name: string, mediaType: string, kind: string) => {
  const found = await examine(file, name);
  assert.deepEqual([found.mediaType, found.kind], [mediaType, kind], name);
};

describe('files as real programs write them', () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'formats-'));
    await writeFile(at('text.txt'), `${'A line of text, as people write it.\n'.repeat(50)}`);
    await writeFile(at('table.csv'), 'name,amount\nÄpfel,3\n');
    await writeFile(at('photo.png'), await picture(320, 240).png().toBuffer());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are known by their content: office documents', async () => {
    const convert = (from: string, ...to: string[]) => exec('soffice', [`-env:UserInstallation=file://${folder}/office`, '--headless', '--convert-to', to[0]!, '--outdir', folder, at(from)], { timeout: 120_000 });
    for (const [to, mediaType] of [['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'], ['doc', 'application/msword'], ['odt', 'application/vnd.oasis.opendocument.text'], ['rtf', 'application/rtf'], ['pdf', 'application/pdf']] as const) {
      await convert('text.txt', to);
      await is(at(`text.${to}`), `a.${to}`, mediaType, 'document');
    }
    for (const [to, mediaType] of [['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], ['xls', 'application/vnd.ms-excel'], ['ods', 'application/vnd.oasis.opendocument.spreadsheet']] as const) {
      await convert('table.csv', to);
      await is(at(`table.${to}`), `a.${to}`, mediaType, 'spreadsheet');
    }
    await writeFile(at('slides.fodp'), slides);
    for (const [to, mediaType] of [['odp', 'application/vnd.oasis.opendocument.presentation'], ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'], ['ppt', 'application/vnd.ms-powerpoint']] as const) {
      await convert('slides.fodp', to);
      await is(at(`slides.${to}`), `a.${to}`, mediaType, 'presentation');
    }
    await assert.rejects(examine(at('table.xls'), 'a.doc'), { code: 'unsupported-type' });
  });

  it('are known by their content: video and audio', async () => {
    const make = (name: string, ...options: string[]) => exec('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc=d=1:s=64x48:r=10', '-f', 'lavfi', '-i', 'sine=d=1', ...options, at(name)]);
    const video = { mp4: 'video/mp4', mov: 'video/quicktime', avi: 'video/vnd.avi', wmv: 'video/x-ms-wmv', flv: 'video/x-flv', webm: 'video/webm', mkv: 'video/matroska' };
    for (const [extension, mediaType] of Object.entries(video)) {
      await make(`video.${extension}`, ...extension === 'webm' ? ['-c:v', 'libvpx', '-c:a', 'libopus'] : []);
      await is(at(`video.${extension}`), `a.${extension}`, mediaType, 'video');
    }
    const audio = { mp3: 'audio/mpeg', wav: 'audio/wav', flac: 'audio/flac', aac: 'audio/aac', ogg: 'audio/ogg', opus: 'audio/ogg', wma: 'audio/x-ms-wma', m4a: 'audio/mp4', webm: 'audio/webm' };
    for (const [extension, mediaType] of Object.entries(audio)) {
      await make(`audio.${extension}`, '-vn', ...extension === 'webm' ? ['-c:a', 'libopus'] : []);
      await is(at(`audio.${extension}`), `a.${extension}`, mediaType, 'audio');
    }
    await make('sound.mp4', '-vn');
    await is(at('sound.mp4'), 'a.mp4', 'audio/mp4', 'audio');
    await is(at('video.mp4'), 'a.mov', 'video/mp4', 'video');
    await assert.rejects(examine(at('video.mp4'), 'a.mp3'), { code: 'unsupported-type' });
  });

  it('are known by their content: pictures', async () => {
    for (const [extension, mediaType] of Object.entries({ jpg: 'image/jpeg', gif: 'image/gif', bmp: 'image/bmp', webp: 'image/webp', tiff: 'image/tiff' })) {
      await exec('convert', [at('photo.png'), at(`photo.${extension}`)]);
      await is(at(`photo.${extension}`), `a.${extension}`, mediaType, 'image');
    }
    await exec('heif-enc', [at('photo.png'), '-o', at('photo.heic')]);
    await is(at('photo.heic'), 'a.heic', 'image/heic', 'image');
    await assert.rejects(examine(at('photo.heic'), 'a.jpg'), { code: 'unsupported-type' });
  });

  it('are known by their content: archives', async () => {
    await exec('zip', ['-q', at('a.zip'), 'text.txt', 'photo.png'], { cwd: folder });
    await exec('7z', ['a', '-bd', at('a.7z'), 'text.txt', 'photo.png'], { cwd: folder });
    await exec('tar', ['-cf', at('a.tar'), 'text.txt', 'photo.png'], { cwd: folder });
    await exec('tar', ['-czf', at('a.tgz'), 'text.txt', 'a.zip'], { cwd: folder });
    await is(at('a.zip'), 'a.zip', 'application/zip', 'archive');
    await is(at('a.7z'), 'a.7z', 'application/x-7z-compressed', 'archive');
    await is(at('a.tar'), 'a.tar', 'application/x-tar', 'archive');
    await is(at('a.tgz'), 'a.tar.gz', 'application/gzip', 'archive');
  });
});

describe('a 7z archive', () => {
  it('is judged by its directory, packed or not', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), '7z-'));
    try {
      await exec('truncate', ['-s', '50M', 'zeros'], { cwd: folder });
      for (let at = 0; at < 300; at += 1) await writeFile(path.join(folder, `file ${at}.txt`), `${at}`.repeat(at));
      for (const [name, options] of [['many.7z', ['-mhc=on']], ['plain.7z', ['-mhc=off']], ['stored.7z', ['-mx=0']], ['secret.7z', ['-psecret']], ['hidden.7z', ['-psecret', '-mhe=on']]] as const) {
        await exec('7z', ['a', '-bd', ...options, name, 'file *.txt'], { cwd: folder });
        await examineArchive(path.join(folder, name));
        await exec('7z', ['a', '-bd', ...options, `bomb-${name}`, 'zeros', 'file *.txt'], { cwd: folder });
        const verdict = examineArchive(path.join(folder, `bomb-${name}`));
        if (name === 'hidden.7z' || name === 'stored.7z') await verdict; // nobody can look; not packed
        else await assert.rejects(verdict, (error: { code: string }) => error.code === 'too-large', name);
        if (name !== 'hidden.7z') await assert.rejects(examineArchive(path.join(folder, name), { ...archiveLimits, entries: 299 }), { code: 'too-large' }, name);
      }
    } finally { await rm(folder, { recursive: true, force: true }); }
  });
});

describe('an infamous bomb', () => {
  it('is refused: a zip whose files all share one', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bomb-'));
    try {
      await exec('truncate', ['-s', '1G', 'zeros'], { cwd: folder });
      await exec('zip', ['-q', '-9', 'one.zip', 'zeros'], { cwd: folder });
      await assert.rejects(examineArchive(path.join(folder, 'one.zip')), { code: 'too-large' });
      for (let at = 0; at < 9; at += 1) await copyFile(path.join(folder, 'one.zip'), path.join(folder, `copy${at}.zip`));
      await exec('zip', ['-q', '-9', 'nested.zip', ...Array.from({ length: 9 }, (_, at) => `copy${at}.zip`)], { cwd: folder });
      assert.ok((await readFile(path.join(folder, 'nested.zip'))).length < 100_000);
      await assert.rejects(examineArchive(path.join(folder, 'nested.zip')), { code: 'too-large' });
    } finally { await rm(folder, { recursive: true, force: true }); }
  });
});

const slides = `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>
<draw:page draw:name="one"><draw:frame svg:width="10cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>Hello</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body></office:document>`;
