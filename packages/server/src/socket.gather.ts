import type { Server } from 'socket.io';

interface Packet { type: string; data?: unknown; options?: { wsPreEncodedFrame?: readonly Buffer[] & { whole?: Buffer } } }
/** What a connection's packets go over, as far as it is needed here. `socket`: that of `ws`. */
interface Transport {
  name: string; writable: boolean;
  send(packets: Packet[]): void;
  emit(event: 'ready'): unknown;
  socket?: { _sender?: { sendFrame(chunks: readonly Buffer[], sent: unknown): void } };
  _onSentLast?: unknown;
}

/** A text that a server says over a WebSocket (RFC 6455, 5.2). */
function frame(text: string): Buffer {
  const length = Buffer.byteLength(text), header = length < 126 ? 2 : length < 65_536 ? 4 : 10, whole = Buffer.allocUnsafe(header + length);
  whole[0] = 0x81;
  whole[1] = header === 2 ? length : header === 4 ? 126 : 127;
  if (header === 4) whole.writeUInt16BE(length, 2);
  if (header === 10) whole.writeBigUInt64BE(BigInt(length), 2);
  whole.write(text, header);
  return whole;
}

function wholeOf({ type, data, options }: Packet): Buffer | undefined {
  const shared = options?.wsPreEncodedFrame;
  if (shared) return shared.whole ??= Buffer.concat(shared);
  return type === 'message' && typeof data === 'string' ? frame(`4${data}`) : undefined;
}

/**
 * All that is said to a connection in one turn goes out in one write: a write costs more than what it carries, and after a
 * batch of messages everybody has several, and an ack. It holds Engine.IO's own queue back until the turn is over.
 */
export function gatherWrites(io: Server): void {
  let held: Transport[] = [];
  const release = () => {
    const released = held;
    held = [];
    for (const transport of released) {
      transport.writable = true;
      transport.emit('ready');
    }
  };
  const known = new WeakSet<Transport>();
  const join = (transport: Transport) => {
    known.add(transport);
    const sendEach = transport.send.bind(transport);
    transport.send = (packets) => {
      const frames: Buffer[] = [], sender = transport.socket?._sender;
      for (const packet of packets) { const one = wholeOf(packet); if (!one) break; frames.push(one); }
      if (!sender || !transport._onSentLast || frames.length < packets.length) { sendEach(packets); return; }
      transport.writable = false;
      sender.sendFrame([frames.length === 1 ? frames[0]! : Buffer.concat(frames)], transport._onSentLast);
    };
  };
  io.engine.on('connection', (connection: { transport: Transport; on(event: 'packetCreate', listener: () => void): void }) => {
    connection.on('packetCreate', () => {
      const { transport } = connection;
      if (transport.name !== 'websocket' || !transport.writable) return;
      if (!known.has(transport)) join(transport);
      transport.writable = false;
      if (held.push(transport) === 1) process.nextTick(release);
    });
  });
}
