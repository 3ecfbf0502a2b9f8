import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opusFor, withOpus } from './opus.ts';

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('');
const audio = (...more: string[]) => lines('m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0', 'a=mid:0', 'a=rtpmap:111 opus/48000/2', ...more, 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111', 'a=rtpmap:0 PCMU/8000');
const video = lines('m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:1', 'a=rtpmap:96 VP8/90000', 'a=fmtp:96 max-fr=30');
const head = lines('v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0');
const settings = { bitrate: 32_000 };
const asked = 'a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=32000;usedtx=1;stereo=0';

test('asks for the bitrate, for no packets in silence, and for error correction, and leaves all else as it is', () => {
  assert.equal(withOpus(head + audio('a=fmtp:111 minptime=10;useinbandfec=1') + video, settings), head + audio(asked) + video);
});

test('the same again changes nothing, and another bitrate takes the place of the one before', () => {
  const once = withOpus(head + audio('a=fmtp:111 minptime=10;useinbandfec=1') + video, settings);
  assert.equal(withOpus(once, settings), once);
  assert.equal(withOpus(once, { bitrate: 64_000, usesDtx: false }), once.replace('32000', '64000').replace('usedtx=1', 'usedtx=0'));
});

test('adds the line where the description has none, with its kind of line ends', () => {
  assert.equal(withOpus(head + audio(), settings), head + audio('a=fmtp:111 maxaveragebitrate=32000;usedtx=1;useinbandfec=1;stereo=0'));
  assert.equal(withOpus('v=0\nm=audio 9 RTP/AVP 96\na=rtpmap:96 OPUS/48000/2\n', settings), 'v=0\nm=audio 9 RTP/AVP 96\na=rtpmap:96 OPUS/48000/2\na=fmtp:96 maxaveragebitrate=32000;usedtx=1;useinbandfec=1;stereo=0\n');
});

test('asks in each section of sound, and nothing where there is no Opus', () => {
  const two = head + audio('a=fmtp:111 minptime=10;useinbandfec=1') + video + audio('a=fmtp:111 minptime=10;useinbandfec=1');
  assert.equal(withOpus(two, settings).split(asked).length, 3);
  assert.equal(withOpus(head + video, settings), head + video);
  assert.equal(withOpus('', settings), '');
});

test('speech takes 32 kbit/s, beside pictures 64, in high quality 128', () => {
  assert.deepEqual([opusFor(), opusFor({ hasVideo: true }), opusFor({ hasVideo: true, isHighQuality: true })].map(({ bitrate }) => bitrate), [32_000, 64_000, 128_000]);
});
