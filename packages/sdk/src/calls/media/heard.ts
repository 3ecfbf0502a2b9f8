/** Packets that have come over a connection, of any kind. */
export async function packetsOf(connection: RTCPeerConnection): Promise<number> {
  let packets = 0;
  for (const report of (await connection.getStats()).values() as Iterable<{ type: string; packetsReceived?: number; bytesReceived?: number }>) if (report.type === 'transport') packets += report.packetsReceived ?? report.bytesReceived ?? 0;
  return packets;
}

/** Whether not a packet comes for so long. */
export async function isSilent(connection: RTCPeerConnection, ms: number): Promise<boolean> {
  const before = await packetsOf(connection);
  await new Promise((resolve) => { setTimeout(resolve, ms); });
  return connection.connectionState !== 'closed' && await packetsOf(connection) === before;
}
