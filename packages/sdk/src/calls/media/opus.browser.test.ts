/// <reference types="mocha" />
import { assert } from 'chai';
import { opusFor, withOpus } from './opus.ts';

it('a browser takes the description, and sends sound as the other side asks', async () => {
  const audio = new AudioContext(), tone = audio.createOscillator(), out = audio.createMediaStreamDestination(), [from, to] = [new RTCPeerConnection({ iceServers: [] }), new RTCPeerConnection({ iceServers: [] })];
  try {
    tone.connect(out);
    tone.start();
    for (const [mine, other] of [[from, to], [to, from]] as const) mine.addEventListener('icecandidate', ({ candidate }) => { void other.addIceCandidate(candidate ?? undefined); });
    from.addTrack(out.stream.getAudioTracks()[0]!);
    const write = ({ type, sdp = '' }: RTCSessionDescriptionInit): RTCSessionDescriptionInit => ({ type, sdp: withOpus(sdp, opusFor()) });
    const offer = write(await from.createOffer());
    await from.setLocalDescription(offer);
    await to.setRemoteDescription(offer);
    const answer = write(await to.createAnswer());
    await to.setLocalDescription(answer);
    await from.setRemoteDescription(answer);
    const { codecs } = from.getSenders()[0]!.getParameters();
    for (const part of ['maxaveragebitrate=32000', 'usedtx=1', 'useinbandfec=1']) assert.include(codecs.find(({ mimeType }) => mimeType === 'audio/opus')?.sdpFmtpLine, part);
  } finally {
    from.close();
    to.close();
    await audio.close();
  }
});
