/** How speech is coded (RFC 7587); `bitrate` in bit/s. */
export interface OpusSettings { readonly bitrate: number; readonly usesDtx?: boolean; readonly usesFec?: boolean }

const bitrates = { voice: 32_000, withVideo: 64_000, high: 128_000 };

/** Speech alone 32 kbit/s, beside pictures 64, in high quality 128. Silence is not sent, and a lost packet is made good by the one after it. */
export const opusFor = ({ hasVideo = false, isHighQuality = false }: { readonly hasVideo?: boolean; readonly isHighQuality?: boolean } = {}): Required<OpusSettings> =>
  ({ bitrate: isHighQuality ? bitrates.high : hasVideo ? bitrates.withVideo : bitrates.voice, usesDtx: !isHighQuality, usesFec: true });

/**
 * A session description that asks the other side to send Opus so: the parameters of RFC 7587, section 7, are what their writer wants to receive. All else stays as it is, and so does a description
 * without Opus.
 */
export function withOpus(sdp: string, { bitrate, usesDtx = true, usesFec = true }: OpusSettings): string {
  const wanted = { maxaveragebitrate: String(bitrate), usedtx: usesDtx ? '1' : '0', useinbandfec: usesFec ? '1' : '0', stereo: '0' };
  return sdp.split(/^(?=m=)/m).map((section) => {
    const [, type] = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(section) ?? [];
    if (type === undefined) return section;
    const line = new RegExp(`^a=fmtp:${type} ([^\\r\\n]*)`, 'm'), given = Object.fromEntries((line.exec(section)?.[1] ?? '').split(';').flatMap((pair) => { const [name = '', value = ''] = pair.trim().split('='); return name ? [[name, value]] : []; }));
    const written = `a=fmtp:${type} ${Object.entries({ ...given, ...wanted }).map(([name, value]) => `${name}=${value}`).join(';')}`;
    return line.test(section) ? section.replace(line, () => written) : section.replace(new RegExp(`^(a=rtpmap:${type} [^\\r\\n]*)(\\r?\\n)`, 'm'), (_, map: string, end: string) => `${map}${end}${written}${end}`);
  }).join('');
}
