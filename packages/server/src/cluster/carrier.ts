/** What carries texts between the server processes on one database, each text to every process, in the order in which a process sent them. */
export interface Carrier {
  /** Resolves once they are on their way; rejects where they are not, and may be sent again. */
  send(texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface CarrierListener {
  onText(text: string): void;
  /** What was sent meanwhile may have been missed. */
  onMissed(): void;
  onError(error: unknown): void;
}

/** Resolves once it listens. */
export type OpenCarrier = (listener: CarrierListener) => Promise<Carrier>;
