import type { Slot } from '../call.ts';
import type { MediaSample } from './router.ts';
import { slots } from './slots.ts';

/** The parts of the browser's reports that are read here. */
interface Report {
  id: string; type: string; timestamp: number; mid?: string; remoteId?: string; localId?: string; selectedCandidatePairId?: string; currentRoundTripTime?: number;
  bytesSent?: number; bytesReceived?: number; packetsReceived?: number; packetsLost?: number; fractionLost?: number; roundTripTime?: number; jitter?: number;
  framesPerSecond?: number; frameHeight?: number; framesDecoded?: number; framesEncoded?: number;
  concealedSamples?: number; silentConcealedSamples?: number; totalSamplesReceived?: number; jitterBufferDelay?: number; jitterBufferEmittedCount?: number; qualityLimitationReason?: string;
}

export interface Place { readonly participantId: string; readonly slot: Slot }

/** Whose places those of a connection between two are: in the order of the slots. */
export const placesOf = (participantId: string, places: readonly RTCRtpTransceiver[]) => (mid: string): Place | undefined => {
  const slot = slots[places.findIndex((place) => place.mid === mid)]?.name;
  return slot && { participantId, slot };
};

/** Reads a connection's statistics, each time over what has passed since the last. */
export class Sampler {
  #before = new Map<string, Report>();
  #way: string | undefined;

  /** `placeOf`: whose medium the place of that name carries. */
  async sample(connection: RTCPeerConnection, placeOf: (mid: string) => Place | undefined): Promise<MediaSample[]> {
    const reports = await connection.getStats() as unknown as Map<string, Report>, before = this.#before;
    this.#before = new Map([...reports]);
    const way = [...reports.values()].find(({ type }) => type === 'transport')?.selectedCandidatePairId, pair = reports.get(way ?? ''), isNewWay = this.#way !== undefined && way !== this.#way;
    this.#way = way;
    const since = (report: Report, name: keyof Report): number => Math.max(0, Number(report[name] ?? 0) - Number(before.get(report.id)?.[name] ?? 0));
    const ratio = (part: number, whole: number) => (whole > 0 ? Math.min(1, part / whole) : 0);
    const roundTripMs = pair?.currentRoundTripTime === undefined ? undefined : pair.currentRoundTripTime * 1000;
    return [...reports.values()].flatMap((report): MediaSample[] => {
      const place = report.mid === undefined ? undefined : placeOf(report.mid), last = before.get(report.id);
      if (!place || !last || (report.type !== 'inbound-rtp' && report.type !== 'outbound-rtp')) return [];
      const seconds = (report.timestamp - last.timestamp) / 1000;
      if (seconds <= 0) return [];
      const isSent = report.type === 'outbound-rtp', far = reports.get(report.remoteId ?? ''), lost = since(report, 'packetsLost');
      const limit = report.qualityLimitationReason;
      const bitrate = Math.round(since(report, isSent ? 'bytesSent' : 'bytesReceived') * 8 / seconds);
      return [{
        ...place, direction: isSent ? 'sent' : 'received', frames: since(report, isSent ? 'framesEncoded' : 'framesDecoded') / seconds, height: report.frameHeight ?? 0, bitrate,
        lost: isSent ? far?.fractionLost ?? 0 : ratio(lost, lost + since(report, 'packetsReceived')), concealed: ratio(since(report, 'concealedSamples') - since(report, 'silentConcealedSamples'), since(report, 'totalSamplesReceived')),
        jitterMs: ((isSent ? far?.jitter : report.jitter) ?? 0) * 1000, roundTripMs: far?.roundTripTime === undefined ? roundTripMs : far.roundTripTime * 1000,
        bufferMs: ratioMs(since(report, 'jitterBufferDelay'), since(report, 'jitterBufferEmittedCount')), ...(isNewWay && { isNewWay }), ...(limit === 'cpu' || limit === 'bandwidth' ? { limitedBy: limit } : {}),
      }];
    }).filter(({ bitrate, direction }) => bitrate > 0 || direction === 'received');
  }
}

const ratioMs = (seconds: number, count: number): number => (count > 0 ? (seconds / count) * 1000 : 0);
